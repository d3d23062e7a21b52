// GraphiQL learns with a delay which operations stand in its editor: who runs one right after changing tabs would send
// the name of the tab before.
import { parse } from 'graphql';

/** The fetcher, sent only names that the document holds. */
export function withOwnOperation(fetcher) {
  return (params, options) => fetcher({ ...params, operationName: ownName(params) }, options);
}

function ownName({ query, operationName }) {
  const names = operationNames(query);
  if (names.includes(operationName)) return operationName;
  return names.length === 1 ? names[0] : undefined;
}

function operationNames(query) {
  try {
    return parse(query)
      .definitions.filter((definition) => definition.kind === 'OperationDefinition')
      .map((definition) => definition.name?.value);
  } catch {
    return []; // the service says where the document breaks
  }
}

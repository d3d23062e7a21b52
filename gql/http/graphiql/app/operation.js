// Corrects the operationName of requests. GraphiQL parses its editor with a delay: whoever executes right after changing
// tabs would send the name of the previous tab's operation, which the document does not have.
import { parse } from 'graphql';

/** A fetcher that sends operationName only if the document has an operation of that name. */
export function withValidOperationName(fetcher) {
  return (params, options) => fetcher({ ...params, operationName: validName(params) }, options);
}

function validName({ query, operationName }) {
  const names = operationNames(query);
  if (names.includes(operationName)) return operationName;
  return names.length === 1 ? names[0] : undefined;
}

function operationNames(query) {
  return operations(query).map((operation) => operation.name?.value);
}

/** The operations of a document, parsed. */
export function operations(query) {
  try {
    return parse(query).definitions.filter((definition) => definition.kind === 'OperationDefinition');
  } catch {
    return []; // a syntax error: the service reports where it is
  }
}

// localStorage under names of our own: other GraphiQLs on the same host and port keep their tabs, and we ours.
const PREFIX = 'quire:';

export const storage = {
  getItem: (key) => localStorage.getItem(PREFIX + key),
  setItem: (key, value) => localStorage.setItem(PREFIX + key, value),
  removeItem: (key) => localStorage.removeItem(PREFIX + key),
  clear: () => ours().forEach((key) => localStorage.removeItem(key)),
  get length() {
    return ours().length;
  },
};

function ours() {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
}

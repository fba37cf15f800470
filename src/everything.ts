// For a script tag, which has one address only.
export * from './index.js';
export * from './storage.js';

/** The plugin's server cannot be reached, answers too late, or with something that is no answer. Never quotes a payload. */
export class ExternalServerError extends Error {}

/** The server could not be asked: the same call may be made again. */
export class ExternalConnectionError extends ExternalServerError {}

/** The server says that the plugin failed. */
export class ExternalPluginError extends Error {}

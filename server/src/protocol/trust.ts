/** Notifications about the trust that a user has in a workspace; at the start it is `trusted` of `initializationOptions`. */
export const trustNotifications = {
  /** From client to server, without parameters: the user trusts the workspace from now on. */
  granted: 'strata/trust/granted',
} as const;

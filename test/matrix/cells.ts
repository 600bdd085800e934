/** Who may, for most routes: see RouteRow. */
export const ANYBODY = '2 2 2 2 2 2 2';
export const SIGNED_IN = '1 2 2 2 2 2 2';
export const MEMBERS = '1 4 2 2 2 4 4';
export const ADMINS = '1 4 3 2 2 4 4';
export const OWNER = '1 4 3 3 2 4 4';
/** No role in a chat makes an administrator of the site. */
export const SITE_ADMINS = '1 4 4 4 4 4 4';
/** Of a private chat. */
export const BOTH = '1 4 2 2';
export const UNBLOCKED = '1 4 2 3';

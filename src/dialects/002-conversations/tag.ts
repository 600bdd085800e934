export const TAG = 'Dialect 002: conversations';

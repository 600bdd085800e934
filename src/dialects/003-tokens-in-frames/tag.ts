export const TAG = 'Dialect 003: tokens in frames';

/** Every figure that a door checks and a form announces (contract.md section 1). Lengths are in code points. */
export const LIMITS = {
  text: 4000,
  textBytes: 16_384,
  clientId: 64,
  usernameMin: 3,
  username: 32,
  passwordMin: 8,
  password: 128,
  displayName: 80,
  personName: 80,
  email: 254,
  bio: 500,
  groupName: 80,
  lastMessage: 200,
  readByShown: 50,
  roomUsersShown: 100,
  /** In chats with more members nobody is told who comes and goes. */
  presenceMembers: 100,
  /** In chats with more members nobody is told who is writing. */
  typingMembers: 200,
  search: 64,
  searchResults: 50,
  pageDefault: 50,
  pageMax: 200,
  wholeList: 1000,
  syncChats: 500,
  syncAdded: 100,
  jsonBody: 65_536,
  jsonDepth: 20,
  socketFrame: 65_536,
  connectionsPerPerson: 20,
  iconPixels: 70,
  iconBytes: 16_384,
  reportReason: 1000,
} as const;

/** Letters, digits and `_ . -`, so that a name is the same in a URL, a mention and a log. */
export const USERNAME_PATTERN = /^[A-Za-z0-9_.-]+$/;

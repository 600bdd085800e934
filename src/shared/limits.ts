/** Every figure that a door checks and a form announces (contract.md section 1). Lengths are in code points. */
export const LIMITS = {
  text: 4000,
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
  groupDescription: 500,
  /** The operator's default; `GroupLimits` says what holds. */
  groupMembers: 1000,
  /** How many usernames one request may bring into a group that exists. */
  addedAtOnce: 100,
  /** How many may wait to be let into one group, and how many groups one person may wait for. */
  requestsOfGroup: 500,
  requestsOfPerson: 100,
  serverCategory: 40,
  /** Of one server. */
  channels: 50,
  channelName: 80,
  channelTopic: 250,
  /** A year. */
  codeSeconds: 31_536_000,
  codeUses: 1_000_000,
  /** A message names so many people at the most; further names are plain text. */
  mentions: 50,
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
  bannerWidth: 960,
  bannerHeight: 320,
  bannerBytes: 131_072,
  reportReason: 1000,
  /** Devices of one person that are told by push, and the address of a push service. */
  pushDevices: 20,
  pushEndpoint: 1000,
  fileName: 255,
  fileType: 127,
  /** Of the picture that travels with an offer, before it is encoded as text. */
  thumbnailBytes: 20_480,
  thumbnailPixels: 320,
  /** One frame with content of a file. */
  fileFrame: 1_048_576,
  /** Of one person, open at a time. */
  offers: 20,
  transfers: 3,
} as const;

/** Letters, digits and `_ . -`, so that a name is the same in a URL, a mention and a log. */
export const USERNAME_PATTERN = /^[A-Za-z0-9_.-]+$/;

export { browser, cableUrl } from './browser.ts';
export { Cable, type CableState, type Socket, type SocketEvents, type Surroundings } from './cable.ts';
export type { RoomKey, RoomListener } from './room.ts';

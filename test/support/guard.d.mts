export function guard(kind: 'pid' | 'folder', name: string | number): void;
export function release(): Promise<void>;
export function temporaryFolder(purpose?: string): string;

const reasons: ReadonlyMap<string, string> = new Map([
	['EACCES', 'permission denied'],
	['EPERM', 'permission denied'],
	['ENOENT', 'no such file or folder'],
	['ENOTDIR', 'no such file or folder'],
	['ELOOP', 'symbolic link loop'],
	['ENAMETOOLONG', 'name too long'],
	['EISDIR', 'a folder, not a file'],
	['EMFILE', 'too many open files'],
	['ENOSPC', 'no space left on the disk'],
	['EROFS', 'read-only file system'],
]);

/** The system's code of a failed file operation, `ENOENT` for one; empty for other errors. */
export function errorCode(error: unknown): string {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Why a file operation failed, as a clause for users. */
export function describeFileError(error: unknown): string {
	const code = errorCode(error);
	return reasons.get(code) ?? (code || (error instanceof Error ? error.message : String(error)));
}

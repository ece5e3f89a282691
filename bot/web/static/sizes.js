// How large a file is, in words.
export const sizeOf = (bytes) => (bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)}KB` : `${(bytes / 1_000_000).toFixed(1)}MB`);

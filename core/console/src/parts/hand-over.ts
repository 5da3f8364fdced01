// What the first page hands to the sign-in page of a demonstration, in memory only.
export const handOver: { login?: { login: string; password: string } | undefined } = {};

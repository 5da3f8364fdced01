// Files that become part of the program as they are.
declare module '*.proto' {
  const text: string;
  export default text;
}
declare module '*.rego' {
  const text: string;
  export default text;
}

/** The script of the home page's card, as it was built. */
declare const HOME_CARD: string;

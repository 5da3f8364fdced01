// Addresses of the console. Pure: text in, route out.

export type Route = {
  /** Which screen: "home", "sites", "module", … */
  screen: string;
  /** Slug of the organisation; empty on the first page. */
  tenant: string;
  /** What follows in the address: ids, a module's name. */
  rest: string[];
  query: URLSearchParams;
};

const screens = ['sites', 'people', 'modules', 'settings', 'audit', 'rights', 'privacy', 'account', 'sign-in', 'join', 'invite', 'desk', 'organisations', 'my-organisations', 'secure', 'devices', 'device', 'link', 'notices', 'held', 'leave'];

/** Reads an address. */
export function routeOf(path: string, search = ''): Route {
  const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  const query = new URLSearchParams(search);
  if (parts.length === 0) return { screen: 'welcome', tenant: '', rest: [], query };
  if (parts[0] === 'setup') return { screen: 'setup', tenant: '', rest: [], query };
  if (parts[0] !== 'o' || !parts[1]) return { screen: 'missing', tenant: '', rest: parts, query };
  const [, tenant, first, ...rest] = parts;
  if (!first) return { screen: 'home', tenant, rest, query };
  if (first === 'modules' && rest.length > 0) return { screen: 'module', tenant, rest, query };
  return screens.includes(first) ? { screen: first, tenant, rest, query } : { screen: 'missing', tenant, rest: [first, ...rest], query };
}

/** Screens that need nobody to be signed in. */
export const isOpen = ({ screen, tenant }: Route): boolean => ['welcome', 'setup', 'sign-in', 'join', 'device', 'link', 'leave'].includes(screen) || (screen === 'missing' && tenant === '');

/** Where a signed-out person asked to go, kept to this organisation's own addresses. */
export function afterSignIn(tenant: string, asked: string | null): string {
  const home = `/o/${tenant}/`;
  return asked && asked.startsWith(home) && !asked.includes('//') && !asked.includes('\\') ? asked : home;
}

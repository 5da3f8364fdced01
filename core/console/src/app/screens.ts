// Which element shows which screen. Screens beyond the first few load when somebody goes there.

export type Loader = { tag: string; load: () => Promise<unknown> };

export const screens: Readonly<Record<string, Loader>> = {
  welcome: { tag: 'rb-welcome', load: () => import('../screens/welcome.ts') },
  missing: { tag: 'rb-missing', load: () => import('../screens/missing.ts') },
  'sign-in': { tag: 'rb-sign-in', load: () => import('../screens/sign-in.ts') },
  home: { tag: 'rb-home', load: () => import('../screens/home.ts') },
  module: { tag: 'rb-module-page', load: () => import('../screens/module-page.ts') },
  setup: { tag: 'rb-setup', load: () => import('../screens/setup.ts') },
  join: { tag: 'rb-join', load: () => import('../screens/join.ts') },
  sites: { tag: 'rb-sites', load: () => import('../screens/sites.ts') },
  'sites/import': { tag: 'rb-sites-import', load: () => import('../screens/sites-import.ts') },
  'sites/closures': { tag: 'rb-closures', load: () => import('../screens/closures.ts') },
  people: { tag: 'rb-people', load: () => import('../screens/people.ts') },
  'people/import': { tag: 'rb-people-import', load: () => import('../screens/people-import.ts') },
  'people/groups': { tag: 'rb-groups', load: () => import('../screens/groups.ts') },
  'people/one': { tag: 'rb-person', load: () => import('../screens/person.ts') },
  invite: { tag: 'rb-invite', load: () => import('../screens/invite.ts') },
  modules: { tag: 'rb-modules', load: () => import('../screens/modules.ts') },
  'settings/ask': { tag: 'rb-ask', load: () => import('../screens/ask.ts') },
  desk: { tag: 'rb-desk', load: () => import('../screens/desk.ts') },
  organisations: { tag: 'rb-organisations', load: () => import('../screens/organisations.ts') },
  settings: { tag: 'rb-settings', load: () => import('../screens/settings.ts') },
  'settings/organisation': { tag: 'rb-organisation', load: () => import('../screens/organisation.ts') },
  'settings/kinds': { tag: 'rb-kinds', load: () => import('../screens/kinds.ts') },
  'settings/words': { tag: 'rb-words', load: () => import('../screens/words.ts') },
  'settings/modules': { tag: 'rb-module-config', load: () => import('../screens/module-config.ts') },
  'settings/keys': { tag: 'rb-keys', load: () => import('../screens/keys.ts') },
  'settings/providers': { tag: 'rb-providers', load: () => import('../screens/providers.ts') },
  'settings/embeds': { tag: 'rb-embeds', load: () => import('../screens/embeds.ts') },
  'settings/works': { tag: 'rb-works', load: () => import('../screens/works.ts') },
  'settings/shares': { tag: 'rb-shares', load: () => import('../screens/shares.ts') },
  'settings/shared': { tag: 'rb-shared', load: () => import('../screens/shared.ts') },
  'settings/mail': { tag: 'rb-mail', load: () => import('../screens/mail.ts') },
  'settings/usage': { tag: 'rb-usage', load: () => import('../screens/usage.ts') },
  'settings/archive': { tag: 'rb-archive', load: () => import('../screens/archive.ts') },
  'settings/policy': { tag: 'rb-policy', load: () => import('../screens/policy.ts') },
  'settings/support': { tag: 'rb-support', load: () => import('../screens/support.ts') },
  'settings/mailbox': { tag: 'rb-mailbox', load: () => import('../screens/mailbox.ts') },
  audit: { tag: 'rb-audit', load: () => import('../screens/audit.ts') },
  rights: { tag: 'rb-rights', load: () => import('../screens/rights.ts') },
  privacy: { tag: 'rb-privacy', load: () => import('../screens/privacy.ts') },
  'privacy/retention': { tag: 'rb-retention', load: () => import('../screens/retention.ts') },
  'privacy/incidents': { tag: 'rb-incidents', load: () => import('../screens/incidents.ts') },
  'privacy/incident': { tag: 'rb-incident', load: () => import('../screens/incident.ts') },
  'privacy/consents': { tag: 'rb-consents', load: () => import('../screens/consents.ts') },
  'privacy/requests': { tag: 'rb-privacy-requests', load: () => import('../screens/privacy-requests.ts') },
  secure: { tag: 'rb-secure', load: () => import('../screens/secure.ts') },
  'my-organisations': { tag: 'rb-my-organisations', load: () => import('../screens/my-organisations.ts') },
  devices: { tag: 'rb-devices', load: () => import('../screens/devices.ts') },
  device: { tag: 'rb-tablet', load: () => import('../screens/tablet.ts') },
  link: { tag: 'rb-link', load: () => import('../screens/link.ts') },
  notices: { tag: 'rb-notices', load: () => import('../screens/notices.ts') },
  'notices/paper': { tag: 'rb-notice-sheets', load: () => import('../screens/notice-sheets.ts') },
  held: { tag: 'rb-held', load: () => import('../screens/held.ts') },
  leave: { tag: 'rb-leave', load: () => import('../screens/leave.ts') },
  account: { tag: 'rb-account', load: () => import('../screens/account.ts') },
};

/** The loader of a route, the most precise first. */
export function loaderFor(screen: string, rest: readonly string[]): Loader {
  if (screen === 'people' && rest[0] && !['import', 'groups'].includes(rest[0])) return screens['people/one']!;
  if (screen === 'privacy' && rest[0] === 'incidents' && rest[1]) return screens['privacy/incident']!;
  return screens[`${screen}/${rest[0] ?? ''}`] ?? screens[screen] ?? screens['missing']!;
}

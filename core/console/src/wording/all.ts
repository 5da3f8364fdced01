// All texts of the console, joined. One file per area, each with its locales side by side.

import { join } from '@ribambelle/web/texts';
import { en } from '@ribambelle/web/wording/en';
import { fr } from '@ribambelle/web/wording/fr';

import { actions } from './actions.ts';
import { archive } from './archive.ts';
import { asks } from './asks.ts';
import { closures } from './closures.ts';
import { collection } from './collection.ts';
import { devices } from './devices.ts';
import { embed } from './embed.ts';
import { entry } from './entry.ts';
import { frame } from './frame.ts';
import { groups } from './groups.ts';
import { home } from './home.ts';
import { kinds } from './kinds.ts';
import { local } from './local.ts';
import { modules } from './modules.ts';
import { notices } from './notices.ts';
import { organisations } from './organisations.ts';
import { people } from './people.ts';
import { policy } from './policy.ts';
import { privacy } from './privacy.ts';
import { proof } from './proof.ts';
import { providers } from './providers.ts';
import { roles } from './roles.ts';
import { settings } from './settings.ts';
import { setup } from './setup.ts';
import { shares } from './shares.ts';
import { sites } from './sites.ts';
import { stays } from './stays.ts';
import { trust } from './trust.ts';
import { works } from './works.ts';

/** The console's own texts, over those of the shared elements. */
export const texts = join({ fr, en }, frame, entry, setup, home, sites, closures, local, people, groups, modules, asks, settings, embed, trust, actions, privacy, proof, roles, kinds, collection, organisations, stays, providers, devices, policy, notices, archive, shares, works);

// The words of the console's screens.

import { domainNames } from '@ribambelle/web/domains';
import { join } from '@ribambelle/web/texts';

import { common } from './common.ts';
import { home } from './home.ts';
import { problems, strangers } from './problems.ts';
import { room } from './room.ts';

export const texts = join(domainNames, common, home, room, problems, strangers);

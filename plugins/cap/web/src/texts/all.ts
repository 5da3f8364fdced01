// The words of the console's screens.

import { join } from '@ribambelle/web/texts';

import { common } from './common.ts';
import { home } from './home.ts';
import { problems, strangers } from './problems.ts';
import { room } from './room.ts';

export const texts = join(common, home, room, problems, strangers);

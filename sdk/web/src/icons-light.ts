/// <reference path="./svg.d.ts" />
// The few icons of pages without an account, where the whole set ('./icons.ts') would weigh too much.

import arrowLeft from 'lucide-static/icons/arrow-left.svg';
import check from 'lucide-static/icons/check.svg';
import circleAlert from 'lucide-static/icons/circle-alert.svg';
import send from 'lucide-static/icons/send.svg';
import shield from 'lucide-static/icons/shield.svg';
import triangleAlert from 'lucide-static/icons/triangle-alert.svg';

import { registerIcons } from './icon.ts';

registerIcons({ 'arrow-left': arrowLeft, check, 'circle-alert': circleAlert, send, shield, 'triangle-alert': triangleAlert });

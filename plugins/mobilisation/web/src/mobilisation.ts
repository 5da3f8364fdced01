// The screens of mobilisation in the console.

import './demands.ts';
import './movement.ts';
import './newsletter.ts';
import './petitions.ts';
import './platform.ts';
import './stories.ts';

// The name of a line: a site's, or that of a pool of people who work alone.

import type { RbElement } from '@ribambelle/web/element';

export function lineName(speaker: RbElement, line: { readonly name: string; readonly alone?: boolean }): string {
  if (!line.alone) return line.name;
  return line.name ? speaker.t('portrait.alone.of', { name: line.name }) : speaker.t('portrait.alone');
}

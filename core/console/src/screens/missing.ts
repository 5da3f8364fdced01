// An address that leads nowhere.

import { html } from 'lit';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/state';

import { Screen } from '../app/screen.ts';
import { screenStyles } from '../parts/styles.ts';

@element('rb-missing')
export class RbMissing extends Screen {
  static override styles = screenStyles;

  protected override titleKey = () => 'missing.title';

  override render() {
    return html`<div class="page"><h1 class="visually-hidden" tabindex="-1">${this.t('missing.title')}</h1>
      <rb-state kind="missing" .heading=${this.t('missing.title')} .text=${this.t('missing.text')}>
      <rb-button href=${this.slug ? this.to() : '/'}>${this.t('missing.home')}</rb-button></rb-state></div>`;
  }
}

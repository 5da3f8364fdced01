// A second factor that one's role needs: nothing else can be done before it is set up.

import { html } from 'lit';
import { Api } from '@ribambelle/web/api';
import { element } from '@ribambelle/web/define';

import { afterSignIn } from '../app/route.ts';
import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import '../parts/passkeys.ts';
import '../parts/second-factor.ts';
import { screenStyles } from '../parts/styles.ts';

@element('rb-secure')
export class RbSecure extends Screen {
  static override styles = screenStyles;

  protected override titleKey = () => 'secure.title';

  override render() {
    return html`<div class="page">${head({ title: this.t('secure.title'), lead: this.t('secure.lead', { name: this.me?.tenant.name ?? '' }) })}
      <section class="card narrow stack" aria-labelledby="passkeys"><h2 id="passkeys">${this.t('passkeys.title')}</h2><rb-passkeys .api=${this.home} proving @rb-proven=${this.done}></rb-passkeys></section>
      <section class="card narrow stack" aria-labelledby="app"><h2 id="app">${this.t('secure.app')}</h2><rb-second-factor .api=${this.api} @rb-proven=${this.done}></rb-second-factor></section></div>`;
  }

  // home is where the account is: a passkey belongs to it.
  private get home(): Api {
    return new Api(`/t/${this.me?.home?.slug ?? this.slug}`);
  }

  private done(): void {
    this.emit('rb-me');
    this.go(afterSignIn(this.slug, this.route.query.get('next')), true);
  }
}

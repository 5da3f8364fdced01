// <rb-piloufilou-feed>: the address at which calendars follow a cycle; it is shown once, and can be cut off.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/copy';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import { cycles } from '../model.ts';
import { Screen } from '../screen.ts';
import { texts } from '../texts/cycle.ts';

@element('rb-piloufilou-feed')
export class RbPiloufilouFeed extends Screen {
  static override texts = texts;
  static override styles = [base];

  @state() private address = '';
  private readonly data = loaded(this, async () => (may(this.me, 'piloufilou:feed.share') ? cycles.sharing(this.client, this.cycle) : undefined));

  override render() {
    if (!may(this.me, 'piloufilou:feed.share')) return nothing;
    return html`<div class="card stack"><h2>${this.t('piloufilou.feed')}</h2><p class="prose">${this.t('piloufilou.feed.text')}</p>${this.refused()}
      ${this.data.render((now) => html`
        ${this.address ? html`<rb-notice kind="privacy">${this.t('piloufilou.feed.once')}</rb-notice><rb-copy text=${this.address} label=${this.t('piloufilou.feed.address')}></rb-copy>` : nothing}
        ${!this.address && now?.shared ? html`<p>${this.t('piloufilou.feed.since', { date: this.fmt.date(now.shared_on ?? '') })}</p>` : nothing}
        <div class="row"><rb-button icon="link" ?busy=${this.busy} @click=${this.share}>${this.t(now?.shared ? 'piloufilou.feed.again' : 'piloufilou.feed.make')}</rb-button>
          ${now?.shared ? html`<rb-button kind="quiet" icon="ban" ?busy=${this.busy} @click=${this.cut}>${this.t('piloufilou.feed.cut')}</rb-button>` : nothing}</div>`)}
    </div>`;
  }

  private async share(): Promise<void> {
    await this.attempt(async () => {
      const { path } = await cycles.share(this.client, this.cycle);
      this.address = `${location.origin}${this.client.href(`/piloufilou${path}`)}?lang=${this.language}`;
      await this.data.reload();
    });
  }

  private async cut(): Promise<void> {
    await this.attempt(async () => {
      await cycles.unshare(this.client, this.cycle);
      this.address = '';
      await this.data.reload();
    });
  }
}

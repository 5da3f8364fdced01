// <rb-cap-threads>: the group's questions between sessions, and asking one.

import { html, nothing, type PropertyValues } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/badge';
import '@ribambelle/web/field';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';

import { Screen } from '../screen.ts';
import { Seat, type Thread } from './seat.ts';

@element('rb-cap-threads')
export class RbCapThreads extends Screen {
  @state() private asking = false;
  @state() private heading = '';
  @state() private text = '';

  private readonly data = loaded(this, () => new Seat(this.client, this.target).threads(), false);

  protected override firstUpdated(_: PropertyValues): void {
    void this.data.reload();
  }

  override render() {
    return html`<section class="card stack"><h2>${this.t('cap.threads')}</h2>${this.refusal()}
      ${this.data.render((all) => all.length ? html`<ul class="plain lines">${all.map((q) => this.line(q))}</ul>` : html`<p class="muted">${this.t('cap.threads.none')}</p>`)}
      ${this.asking ? this.form() : html`<div><rb-button icon="message-circle" @click=${() => { this.asking = true; }}>${this.t('cap.threads.ask')}</rb-button></div>`}</section>`;
  }

  private line(q: Thread) {
    const state = q.answers ? this.t('cap.threads.answers', { n: q.answers }) : this.t('cap.threads.unanswered', { n: q.unanswered_days ?? 0 });
    return html`<li class="stack tight"><a class="wide-link" href=${this.href(`/rooms/${this.target}/threads/${q.id}`)}>${this.pick(q.title) || this.t('cap.threads.gone')}</a>
      <p class="small muted">${[q.name || this.t('cap.somebody'), this.fmt.date(q.asked_at, 'short'), q.answers || q.unanswered_days ? state : this.t('cap.threads.today')].join(' · ')}
      ${q.late ? html` <rb-badge kind="warn">${this.t('cap.threads.late')}</rb-badge>` : nothing}</p></li>`;
  }

  private form() {
    const ask = async () => {
      if (!await this.attempt(() => new Seat(this.client, this.target).ask(this.heading, this.text), this.t('cap.threads.asked'))) return;
      [this.heading, this.text, this.asking] = ['', '', false];
      await this.data.reload();
    };
    return html`<rb-field type="text" required maxlength="160" label=${this.t('cap.threads.title')} help=${this.t('cap.threads.title.help')} .value=${this.heading} @rb-input=${(e: Event) => { this.heading = this.value(e); }}></rb-field>
      <rb-field type="textarea" rows="3" optional maxlength="4000" label=${this.t('cap.threads.text')} .value=${this.text} @rb-input=${(e: Event) => { this.text = this.value(e); }}></rb-field>
      <div class="row"><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!this.heading.trim()} @click=${ask}>${this.t('cap.threads.send')}</rb-button>
        <rb-button kind="quiet" @click=${() => { this.asking = false; }}>${this.t('web.cancel')}</rb-button></div>`;
  }
}

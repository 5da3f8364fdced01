// <rb-cap-thread>: a question with its answers, and room for one more.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/field';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';

import { Screen } from '../screen.ts';
import { Seat } from './seat.ts';

@element('rb-cap-thread')
export class RbCapThread extends Screen {
  @state() private text = '';

  private readonly data = loaded(this, () => new Seat(this.client, this.target).thread(this.inner));

  override render() {
    return this.data.render((q) => {
      this.entitle(q.title);
      return html`<div class="stack wide">
        <div class="stack tight">${this.back(`/rooms/${this.target}`, this.t('cap.back.room'))}<h1 tabindex="-1">${this.pick(q.title) || this.t('cap.threads.gone')}</h1>
          <p class="muted">${q.name || this.t('cap.somebody')} · ${this.fmt.date(q.asked_at)}</p></div>
        ${q.text ? html`<p class="prose pre">${this.pick(q.text)}</p>` : nothing}
        <section class="card stack"><h2>${q.said?.length ? this.t('cap.threads.answers', { n: q.said.length }) : this.t('cap.threads.first')}</h2>
          <ul class="plain lines">${(q.said ?? []).map((a) => html`<li class="stack tight"><p class="small muted">${a.name || this.t('cap.somebody')} · ${this.fmt.date(a.at, 'short')}</p><p class="prose pre">${this.pick(a.text)}</p></li>`)}</ul>
          ${this.refusal()}
          <rb-field type="textarea" rows="3" maxlength="4000" label=${this.t('cap.threads.answer')} help=${this.t('cap.threads.answer.help')} .value=${this.text} @rb-input=${(e: Event) => { this.text = this.value(e); }}></rb-field>
          <div><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!this.text.trim()} @click=${this.answer}>${this.t('cap.threads.reply')}</rb-button></div></section>
      </div>`;
    });
  }

  private readonly answer = async (): Promise<void> => {
    if (!await this.attempt(() => new Seat(this.client, this.target).answer(this.inner, this.text), this.t('cap.threads.replied'))) return;
    this.text = '';
    await this.data.reload();
  };
}

// One incident: whom to tell by when, what to write to them, what is known by now.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import '@ribambelle/web/copy';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { problemOf } from '@ribambelle/web/problem';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { type Duty, dutyState, type Incident, term, whom } from '../parts/incident.ts';
import '../parts/incident-form.ts';
import { screenStyles } from '../parts/styles.ts';

type Notices = Record<Duty['whom'], Record<string, { subject: string; text: string }>>;
type All = { incident: Incident; notices: Notices };

@element('rb-incident')
export class RbIncident extends Screen {
  static override styles = [...screenStyles, css`
    .duty { display: grid; gap: var(--rb-space-2); padding-block: var(--rb-space-3); border-block-end: 1px solid var(--rb-line); }
    .duty:last-child { border: 0; padding-block-end: 0; }
    dl.reading dd:last-child { margin: 0; }
  `];

  @state() private completing = false;
  private readonly all = loaded(this, async (signal): Promise<All> => {
    const at = `/privacy/incidents/${this.route.rest[1]}`;
    const [incident, notices] = await Promise.all([this.api.get<Incident>(at, { signal }), this.api.get<Notices>(`${at}:notice`, { signal })]);
    return { incident, notices };
  });

  protected override titleKey = () => 'privacy.incidents';

  override render() {
    return html`<div class="page">${this.all.render(({ incident, notices }: All) => html`${this.head(incident)}
      <section class="card stack" aria-labelledby="tell"><h2 id="tell">${this.t('privacy.tell')}</h2><div>${incident.duties.map((d) => this.duty(incident, d, notices))}</div></section>
      ${this.facts(incident)}
      ${this.completing ? html`<rb-incident-form .api=${this.api} .incident=${incident} @rb-close=${() => (this.completing = false)} @rb-saved=${() => this.saved()}></rb-incident-form>` : nothing}`)}</div>`;
  }

  private head(i: Incident) {
    const over = new Date(i.kept_until) < new Date();
    const actions = html`${this.may('core:incident.update') ? html`<rb-button kind="primary" icon="pencil" @click=${() => (this.completing = true)}>${this.t('privacy.incident.complete')}</rb-button>` : nothing}
      ${over && this.may('core:incident.delete') ? html`<rb-button kind="quiet" icon="trash-2" @click=${() => void this.drop(i)}>${this.t('privacy.incident.delete')}</rb-button>` : nothing}`;
    return head({ title: i.title, lead: this.t('privacy.incident.noted', { name: i.by, date: this.fmt.dateTime(i.noted), until: this.fmt.date(i.kept_until) }), back: { href: this.to('privacy', 'incidents'), label: this.t('privacy.incidents') }, actions });
  }

  private duty({ law }: Incident, d: Duty, notices: Notices) {
    return html`<div class="duty"><div class="row"><strong>${whom(this, d, law)}</strong><span>${dutyState(this, d)}</span></div><p>${term(this, d)}</p>
      ${d.state === 'done' || d.state === 'none' ? nothing : this.notices(d, notices)}</div>`;
  }

  private notices({ whom: who }: Duty, notices: Notices) {
    const languages = (this.me?.tenant.languages ?? ['fr']).filter((l) => l in notices[who]);
    return languages.map((l) => html`<details class="no-print"><summary>${this.t(`privacy.notice.${who}`)}${languages.length > 1 ? ` – ${this.t(`web.language.${l}`)}` : ''}</summary><div class="stack tight"><p class="small muted">${this.t('privacy.notice.help')}</p>
      <rb-copy lang=${l} .text=${`${notices[who][l]!.subject}\n\n${notices[who][l]!.text}`} .label=${this.t(`privacy.notice.${who}`)}></rb-copy></div></details>`);
  }

  private facts(i: Incident) {
    const lines: [string, string | undefined][] = [
      ['happened', i.ended ? this.t('closures.range', { from: this.fmt.date(i.happened), to: this.fmt.date(i.ended) }) : this.fmt.date(i.happened)], ['known', this.fmt.dateTime(i.known)], ['what', i.what],
      ['categories', this.fmt.list(i.categories.map((k) => this.t(`privacy.data.${k}`)))], ['people', this.fmt.number(i.people)], ['records', i.records ? this.fmt.number(i.records) : ''],
      ['risk', this.t(`privacy.risk.${i.risk}`)], ['why', i.why], ['measures', i.measures], ['late', i.late],
    ];
    return html`<section class="card stack" aria-labelledby="known"><h2 id="known">${this.t('privacy.incident.facts')}</h2>
      <dl class="reading">${lines.filter(([, said]) => said).map(([field, said]) => html`<dt>${this.t(`privacy.incident.${field}`)}</dt><dd>${said}</dd>`)}</dl>${i.closed ? html`<p class="muted">${this.t('privacy.closed')}</p>` : nothing}</section>`;
  }

  private async drop(i: Incident): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('privacy.incident.delete-title', { name: i.title }), body: this.t('privacy.incident.delete-text'), confirm: this.t('privacy.incident.delete'), danger: true });
    if (sure) await this.api.del(`/privacy/incidents/${i.id}`).then(() => this.go(this.to('privacy', 'incidents')), (thrown) => this.failed(problemOf(thrown)));
  }

  private saved(): void {
    this.completing = false;
    this.tell('good', this.t('privacy.incident.saved'));
    void this.all.reload();
  }
}

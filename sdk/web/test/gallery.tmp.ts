import '@ribambelle/web/icons';
import { html, render } from 'lit';
import '@ribambelle/web/chart'; import '@ribambelle/web/chain'; import '@ribambelle/web/steps'; import '@ribambelle/web/badge'; import '@ribambelle/web/notice'; import '@ribambelle/web/state'; import '@ribambelle/web/button'; import '@ribambelle/web/qr'; import '@ribambelle/web/mark';
import { Problem } from '@ribambelle/web/problem';
const dims = [['a', 'Interactions avec les enfants'], ['b', 'Aménagement et matériel'], ['c', 'Observation et planification'], ['d', 'Relations avec les parents']];
const pts = (f: (i: number) => object) => dims.map(([key, label], i) => ({ key: key!, label: label!, ...f(i) }));
const s1 = [{ key: 'n', label: 'Réseau', n: 141, points: pts((i) => ({ value: 3.1 + i * 0.3, low: 2.9 + i * 0.3, high: 3.3 + i * 0.3 })) }];
const s3 = [...s1, { key: 'x', label: 'Les Lilas', n: 15, points: pts((i) => ({ value: 4.2 - i * 0.4, low: 3.8 - i * 0.4, high: 4.6 - i * 0.4 })) }, { key: 'y', label: 'Micro-crèche des Pins', masked: true, points: pts(() => ({ masked: true })) }];
render(html`<main style="max-width:60rem;margin:auto;padding:1rem;display:grid;gap:2rem"><h1>Galerie</h1>
<rb-chain .value=${3} .max=${13} label="lieux ont répondu"></rb-chain><rb-chain .value=${141} .max=${186} label="réponses" unit="réponses"></rb-chain><rb-steps .steps=${['A', 'B', 'C']} .current=${1}></rb-steps>
<rb-chart caption="Scores par dimension, réseau" .series=${s1} min="1" max="5" note="Intervalle de confiance à 95 %."></rb-chart>
<rb-chart caption="Scores par lieu" .series=${s3} min="1" max="5"></rb-chart><rb-chart caption="Barres" kind="bars" .series=${s3.slice(1)} min="0" max="5"></rb-chart>
<div><rb-badge kind="good">terminé</rb-badge> <rb-badge kind="masked">masqué</rb-badge> <rb-badge kind="warn">en retard</rb-badge></div>
<rb-notice kind="privacy" heading="Qui verra mes réponses ?">Personne ne lit une réponse seule.</rb-notice><rb-state .problem=${new Problem(403, 'denied')}></rb-state><rb-qr text="https://ribambelle.example/p/ville/portrait/answer#ABCD-1234"></rb-qr><rb-mark style="font-size:16px"></rb-mark></main>`, document.body);

import { RidgeRegressor } from 'camdial';
import { backbones } from './lib/backbones.js';
import { loadClip } from './lib/clips.js';
import { block60, crossSession, errorsOf, poses, sweep } from './lib/protocols.js';
const lam = process.argv[2];
for (const name of ['Scattering', 'MobileNet'] as const) {
  const b = await backbones[name]();
  const clips = { cap: await loadClip('cap', b), dog1: await loadClip('dog1', b) };
  for (const [c, ps] of [['cap', [block60, sweep(60), sweep(30), poses([-1,-.5,0,.5,1],12), poses([-1,0,1],20), crossSession('cap12','cap13'), crossSession('cap13','cap12')]], ['dog1', [block60, sweep(60), sweep(30), poses([-1,-.5,0,.5,1],12), poses([-1,0,1],20)]]] as const)
    for (const p of ps) { const t=performance.now(); const { error, reported } = await errorsOf(p, clips[c], () => new RidgeRegressor(lam ? { lambda: Number(lam) } : {})); console.log(name, c, p.name, error.toFixed(4), reported.toFixed(4), (reported/error).toFixed(2), Math.round(performance.now()-t)); }
}

import type { CommonStage } from '../../shared/dial-page.js';
import type { StagePlan } from '../../shared/page/screen.js';

/** The stages that only the game has. */
export type GameStage = 'loading' | 'training' | 'play' | 'paused' | 'ready' | 'over' | 'load-error';

export type Stage = GameStage | CommonStage;

export const stages: Readonly<Record<GameStage | 'report', StagePlan>> = {
  loading: { card: 'loading', isBroughtIntoSight: true },
  training: { card: 'training' },
  report: { card: 'game', focus: 'play' },
  play: { card: null, focus: 'pause' },
  paused: { card: 'game', focus: 'back-to-game' },
  ready: { card: 'game', focus: 'play' },
  over: { card: 'game', focus: 'play' },
  'load-error': { card: 'error', isBroughtIntoSight: true },
};

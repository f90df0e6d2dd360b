import { expect, it } from 'vitest';
import { nearestLabelValue } from '../../server/src/rules/labels/labelValues';

it.each([
  ['2026-11-21', '2026-11-21T00:00:00Z'],
  ['2026/11/21', '2026-11-21T00:00:00Z'],
  ['20261121', '2026-11-21T00:00:00Z'],
  ['2026-11-21 08:30', '2026-11-21T08:30:00Z'],
  ['2026-11-21T08:30:05', '2026-11-21T08:30:05Z'],
  ['2026-11-21T08:30:05.25+0100', '2026-11-21T08:30:05.25+01:00'],
  ['2026-11-21 08:30:05 UTC', '2026-11-21T08:30:05Z'],
  ['20261121T083005Z', '2026-11-21T08:30:05Z'],
  ['1795248000', '2026-11-21T08:00:00Z'],
  ['2026-13-21', undefined],
  ['yesterday', undefined],
])('the time %s is %s', (written, expected) => {
  expect(nearestLabelValue(written, 'rfc3339')).toBe(expected);
});

it.each([
  ['mit', 'MIT'],
  ['The MIT License', 'MIT'],
  ['Apache 2.0', 'Apache-2.0'],
  ['Apache2', 'Apache-2.0'],
  ['Apache License, Version 2.0', 'Apache-2.0'],
  ['Apache', 'Apache-2.0'],
  ['GPLv3', 'GPL-3.0-only'],
  ['GPL-2.0', 'GPL-2.0-only'],
  ['GPL-3.0+', 'GPL-3.0-or-later'],
  ['LGPL v2.1 or later', 'LGPL-2.1-or-later'],
  ['BSD', 'BSD-3-Clause'],
  ['BSD 3-Clause License', 'BSD-3-Clause'],
  ['MPL 2.0', 'MPL-2.0'],
  ['Apachee-2.0', 'Apache-2.0'],
  ['my own', undefined],
  ['x'.repeat(5000), undefined],
])('the licence %s is %s', (written, expected) => {
  expect(nearestLabelValue(written, 'spdx')).toBe(expected);
});

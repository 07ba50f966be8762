"""Track record of the feasibility models on the world input–output tables, against the bars set for it.

``python reliability/track_record.py --data DIR``. DIR holds ``panel_1995_2011.csv.gz`` (country, industry, year, and a
column for each series): 40 countries and the rest of the world, which is left out, by 35 industries. Horizon 3, so 14
origins. Negative values have strength 0 and are left out of the totals; the figure of the current location quotient
alone, which is compared with one computed elsewhere, is also given with negative values in place. Prints each figure,
with its bar where it has one, and exits with 1 when one is missed. Figures *scored* are of the origins after the model
was frozen; *trained* adds those it was chosen on.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, roc_auc_score

from growthpole.backtest import Evaluation, evaluate
from growthpole.opportunities import history_of
from growthpole.opportunities.scoring import score_origins
from growthpole.tables import Panel

HORIZON = 3
LEARNT = ("logit", "boosting", "blend")
# AUC of the current location quotient alone, mean over all 14 origins, negative values in place
CURRENT = {"gross_exports": 0.835, "value_added": 0.874}
LEAST_GAIN = 0.005
MOST_BELOW = 1
LEAST_BRIER_SKILL = 0.10
LEAST_ACTIVATION_AUC = 0.71
LEAST_ACTIVATION_LIFT = 4.0
MOST_PLACEBO = 0.03
HALF_A_DIGIT = 0.0005

Line = tuple[str, bool]


def panel_of(folder: Path, series: str) -> Panel:
    """A series of the tables, countries by industries, without the rest of the world."""
    rows = pd.read_csv(folder / "panel_1995_2011.csv.gz")
    rows = rows[rows["country"] != "RoW"]
    return Panel.from_long(rows, region="country", activity="industry", period="year", value=series, unit="1")


def told(what: str, found: float, bar: str = "", *, holds: bool = True) -> Line:
    """A line of the printout."""
    return f"{what:<62} {found:>8.4f}  {bar}{'' if holds else '  MISSED'}", holds


def groups(found: Evaluation) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of the selected model, over the scored origins and over all trained ones."""
    own = found.metrics[found.metrics["selected"]].set_index("origin")
    yield "scored", own[own["phase"] == "scored"]
    yield "trained", own[own["phase"] != "untrained"]


def sustained(panel: Panel) -> Iterator[Line]:
    """What is known of sustained entries beyond current strength: the figure that counts, with its interval."""
    found = evaluate(panel, HORIZON, "sustained", cold_start=False)
    table = found.skill[found.skill["measure"] == "average_precision_within"].set_index("model")
    for model, row in table.iterrows():
        chosen = f", shipped ({found.why})" if model == found.selected else ""
        interval = f"90 % of draws of countries {row['low']:.4f} to {row['high']:.4f}{chosen}"
        yield told(f"sustained, average precision above LQ within bins, {model}", row["point"], interval)
    yield told("sustained, events", found.events)


def quotient_alone(panel: Panel) -> list[float]:
    """AUC of the location quotient for an entry, by origin, from the values as they are printed."""
    x = panel.values.values
    quotient = x / x.sum(axis=2, keepdims=True) / (x.sum(axis=1, keepdims=True) / x.sum(axis=(1, 2), keepdims=True))
    found = []
    for now, then in zip(quotient[:-HORIZON], quotient[HORIZON:], strict=True):
        asked = now < 1
        found.append(float(roc_auc_score(then[asked] >= 1, now[asked])))
    return found


def entry(panel: Panel, series: str) -> Iterator[Line]:
    """Entries: the selected model against the current location quotient, origin by origin."""
    found = evaluate(panel, HORIZON, "entry", draws=0, cold_start=False)
    current = found.metrics[found.metrics["model"] == "current_lq"].set_index("origin")["auc"]
    alone = quotient_alone(panel)
    mean, holds = float(np.mean(alone)), len(alone) == len(current) == 14
    holds &= abs(mean - CURRENT[series]) <= HALF_A_DIGIT
    yield told(f"entry, AUC of current LQ, mean of {len(alone)} origins", mean, f"= {CURRENT[series]}", holds=holds)
    yield told("entry, the same with negative values as strength 0", float(current.mean()))
    for name, own in groups(found):
        gains = own["auc"] - current[own.index]
        if name == "trained":
            for origin, gain in gains.items():
                auc, phase = own["auc"][origin], own["phase"][origin]
                said = f"LQ {current[origin]:.4f}, gain {gain:+.4f}, {phase}"
                yield told(f"entry, AUC of {found.selected}, {origin}", auc, said)
        gain, below = float(gains.mean()), int((gains < 0).sum())
        skill = float(own["brier_skill"].mean())
        yield told(f"entry, mean gain of {found.selected}, {name}", gain, f"≥ {LEAST_GAIN}", holds=gain >= LEAST_GAIN)
        yield told(f"entry, origins below, {name}", below, f"≤ {MOST_BELOW}", holds=below <= MOST_BELOW)
        bar = f"≥ {LEAST_BRIER_SKILL}"
        yield told(f"entry, Brier skill, {name}", skill, bar, holds=skill >= LEAST_BRIER_SKILL)


def activation(panel: Panel, *, barred: bool) -> Iterator[Line]:
    """Activations, mean over origins and pooled."""
    found = evaluate(panel, HORIZON, "activation", draws=0, cold_start=False)
    yield told("activation, events", found.events)
    if found.metrics["auc"].isna().all():
        return
    answers = score_origins(history_of(panel), HORIZON, "activation", models=(found.selected,))
    for name, own in groups(found):
        for metric, bar in (("auc", LEAST_ACTIVATION_AUC), ("lift", LEAST_ACTIVATION_LIFT)):
            mean = float(own[metric].mean())
            said = f"≥ {bar}" if barred else ""
            what = f"activation, {metric} of {found.selected}, mean over {name}"
            yield told(what, mean, said, holds=not barred or mean >= bar)
        pooled = [answer for answer in answers if answer.window.start in own.index]
        event = np.concatenate([answer.cases.event for answer in pooled])
        chance = np.concatenate([answer.probabilities[found.selected] for answer in pooled])
        yield told(f"activation, AUC of probabilities pooled, {name}", float(roc_auc_score(event, chance)))
        lift = float(average_precision_score(event, chance)) / float(event.mean())
        yield told(f"activation, lift of probabilities pooled, {name}", lift)


def placebo(panel: Panel) -> Iterator[Line]:
    """Entries shuffled among the cases of each window: nothing can be known."""
    found = evaluate(panel, HORIZON, "entry", draws=0, cold_start=False, permute=True)
    for model in LEARNT:
        mean = float(found.metrics.loc[found.metrics["model"] == model, "auc"].mean())
        bar = f".5 ± {MOST_PLACEBO}"
        yield told(f"placebo, mean AUC of {model}", mean, bar, holds=abs(mean - 0.5) <= MOST_PLACEBO)


def main() -> None:
    """Print the track record on both series."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, required=True)
    given = asked.parse_args()
    missed = 0
    for series in CURRENT:
        panel = panel_of(given.data, series)
        print(series, flush=True)
        checks = (
            sustained(panel),
            entry(panel, series),
            activation(panel, barred=series == "gross_exports"),
            placebo(panel),
        )
        for check in checks:
            for line, holds in check:
                print(f"  {line}", flush=True)
                missed += not holds
    print("Every bar is met." if not missed else f"{missed} bar(s) missed.")
    sys.exit(int(missed > 0))


if __name__ == "__main__":
    main()

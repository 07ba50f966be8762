"""Random candidates, effects and limits, and every plan of them tried out: the second opinion on a portfolio."""

import itertools

import numpy as np
import pandas as pd
import xarray as xr

from growthpole.plan import Constraints, ExpectedValue, Odds, Projects, TailValue

PARTS = ("output", "value_added", "jobs", "energy", "spend", "public_spend")
FIRST = 2022
SLACK = 1e-9  # a limit passed by rounding alone is kept


def candidates(rng, count, *, chains=2, partners=3):
    """A register with money, chains and partners drawn, the rest as it comes."""
    investment = rng.uniform(5, 30, count).round(1)
    table = pd.DataFrame(
        {
            "probability": 1.0,
            "investment": investment,
            "public": (investment * rng.uniform(0.1, 1, count)).round(2),
            "foreign": np.where(rng.random(count) < 0.5, (investment * rng.uniform(0, 1, count)).round(2), 0.0),
            "output": 10.0,
            "value_added": 0.3,
            "chain": [f"chain {one}" for one in rng.integers(0, chains, count)],
            "partner": [("", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ")[one] for one in rng.integers(0, partners + 1, count)],
        },
        index=[f"p{one}" for one in range(count)],
    )
    return Projects(table, "1e8 CNY")


def random_effects(rng, projects, starts, periods, scenarios, *, whole=False):
    """Effects of the shape of ``project_effects``; ``whole`` numbers meet limits exactly."""
    years, begins = FIRST + np.arange(periods), FIRST + np.arange(starts)
    labels = {"project": projects.codes, "start": begins, "period": years, "scenario": np.arange(scenarios)}
    shape = tuple(len(one) for one in labels.values())
    running = (years[None, :] >= begins[:, None])[None, :, :, None]
    paid = years[None, :] - begins[:, None]
    paid = ((paid >= 0) & (paid < 2))[None, :, :, None] / 2
    luck = rng.random((len(projects), 1, 1, scenarios)) < rng.uniform(0.5, 1, (len(projects), 1, 1, 1))

    def drawn(low, high):
        found = rng.uniform(low, high, (len(projects), 1, 1, 1)) * rng.uniform(
            0.7, 1.3, (len(projects), 1, 1, scenarios)
        )
        return np.ceil(found) if whole else found

    found = {
        name: drawn(low, high) * running * luck + np.zeros(shape)
        for name, low, high in (("output", 5, 40), ("value_added", 1, 12), ("jobs", 10, 90), ("energy", 0, 9))
    }
    found["spend"] = drawn(4, 30) * 2 * paid + np.zeros(shape)
    share = 0.5 if whole else rng.uniform(0.2, 1, (len(projects), 1, 1, 1))
    found["public_spend"] = found["spend"] * share
    allowed = rng.random(shape[:2]) < 0.85
    coords = {"project": labels["project"], "start": begins}
    made = {name: xr.DataArray(found[name], coords=labels, dims=list(labels)) for name in PARTS}
    return xr.Dataset(made).assign(allowed=xr.DataArray(allowed, coords=coords, dims=["project", "start"]))


def random_limits(rng, projects, effects, *, tight=0.5):
    """Every kind of limit now and then, each near what is to be decided."""
    years = effects.period.values.tolist()
    mean = effects[list(PARTS)].mean("scenario").isel(start=0).sum("project")

    def some(chance):
        return rng.random() < chance

    def at(name, low, high):
        return {y: float(mean[name].sel(period=y)) * rng.uniform(low, high) for y in years if some(0.5)}

    budget_of = "public" if some(0.7) else "investment"
    spend = "public_spend" if budget_of == "public" else "spend"
    given = {
        "budget": {y: float(np.round(mean[spend].values.max() * rng.uniform(0.2, 0.7) * 2) / 2) for y in years},
        "budget_of": budget_of,
    }
    if some(tight):
        given["jobs_floor"] = at("jobs", 0.05, 0.6)
    if some(tight):
        given["energy_cap"] = at("energy", 0.3, 1.0)
    if some(tight):
        given["foreign_share_cap"] = float(rng.uniform(0.05, 0.5))
    if some(tight):
        given["foreign_cap"] = float(projects.numbers("foreign").sum() * rng.uniform(0.2, 0.9))
    if some(tight):
        given["partner_share_cap"] = float(rng.uniform(0.3, 0.8))
    return Constraints(**given, **random_rules(rng, projects, tight))


def random_rules(rng, projects, tight):
    """Rules on which projects go with which, as for :func:`random_limits`."""
    codes, given = projects.codes, {}

    def some(chance):
        return rng.random() < chance

    if some(tight):
        chains = sorted(set(projects.table["chain"]))
        given["chain_minimum"] = {chain: int(rng.integers(0, 3)) for chain in chains}
    pairs = list(itertools.permutations(codes, 2))
    if some(tight):
        places = rng.choice(len(pairs), min(2, len(pairs)), replace=False)
        given["precedence"] = [(*pairs[one], int(rng.integers(0, 2))) for one in places]
    if some(tight) and len(codes) > 2:
        given["exclusion"] = [tuple(rng.choice(codes, min(3, len(codes)), replace=False))]
    if some(0.3):
        given["must"] = [str(rng.choice(codes))]
    if some(0.3):
        given["never"] = [str(rng.choice(codes))]
    if some(tight):
        given["most_projects"] = int(rng.integers(1, len(codes) + 1))
    return given


def random_objective(rng, effects, kind):
    """One of the three kinds, with its options drawn."""
    last = int(effects.period.values[-1])
    if kind == "value":
        return ExpectedValue(period=last if rng.random() < 0.3 else None, discount=float(rng.choice([0.0, 0.05])))
    if kind == "tail":
        return TailValue(tail=float(rng.choice([0.1, 0.25, 0.5])), weight=float(rng.choice([0.3, 0.7, 1.0])))
    most = effects["output"].sel(period=last).isel(start=0).sum("project")
    return Odds(most * rng.uniform(0.1, 0.6, most.sizes["scenario"]))


def random_case(rng, count, starts, periods=3, scenarios=4, kind="value", tight=0.5):
    """Projects, limits, effects and an objective."""
    projects = candidates(rng, count)
    effects = random_effects(rng, projects, starts, periods, scenarios, whole=bool(rng.random() < 0.5))
    limits = random_limits(rng, projects, effects, tight=tight)
    return projects, limits, effects, random_objective(rng, effects, kind)


class Plans:
    """Every plan there is, [plan, project] with the place of its start year or -1, and what each uses."""

    def __init__(self, projects, effects):
        count, starts = len(projects), effects.sizes["start"]
        self.projects, self.effects = projects, effects
        self.places = np.array(list(itertools.product(range(-1, starts), repeat=count)))
        self.chosen = self.places >= 0
        self.years = np.where(self.chosen, effects.start.values[self.places], 0)

    def added(self, name):
        """[plan, period, scenario]."""
        table = self.effects[name].transpose("project", "start", "period", "scenario").values
        table = np.concatenate([table, np.zeros_like(table[:, :1])], axis=1)
        return sum(table[i, self.places[:, i]] for i in range(len(self.projects)))

    def kept(self, limits):
        """Keys of limits, each with whether each plan keeps it."""
        return {**self._amounts(limits), **self._shares(limits), **self._rules(limits), **self._windows()}

    def _amounts(self, limits):
        years = self.effects.period.values.tolist()
        spend = self.added("public_spend" if limits.budget_of == "public" else "spend").mean(axis=2)
        jobs, energy = (self.added(name).mean(axis=2) for name in ("jobs", "energy"))
        found = {f"budget[{y}]": spend[:, years.index(y)] <= b * (1 + SLACK) for y, b in limits.budget.items()}
        for y, floor in limits.jobs_floor.items():
            found[f"jobs_floor[{y}]"] = jobs[:, years.index(y)] >= floor * (1 - SLACK)
        for y, cap in limits.energy_cap.items():
            found[f"energy_cap[{y}]"] = energy[:, years.index(y)] <= cap * (1 + SLACK)
        return found

    def _shares(self, limits):
        p, table, found = self.projects, self.projects.table, {}
        invested, foreign = self.chosen @ p.numbers("investment"), self.chosen @ p.numbers("foreign")
        if limits.foreign_share_cap is not None:
            found["foreign_share_cap"] = foreign <= limits.foreign_share_cap * invested + SLACK
        if limits.foreign_cap is not None:
            found["foreign_cap"] = foreign <= limits.foreign_cap + SLACK
        if limits.partner_share_cap is not None:
            each = [
                self.chosen @ np.where(table["partner"] == one, p.numbers("investment"), 0.0)
                <= limits.partner_share_cap * invested + SLACK
                for one in set(table["partner"]) - {""}
            ]
            if each:
                found["partner_share_cap"] = np.all(each, axis=0)
        return found

    def _rules(self, limits):
        codes, table, found = self.projects.codes, self.projects.table, {}
        for chain, least in limits.chain_minimum.items():
            found[f"chain_minimum[{chain}]"] = self.chosen[:, (table["chain"] == chain).values].sum(axis=1) >= least
        for before, after, lag in limits.precedence:
            b, a = codes.index(before), codes.index(after)
            later = self.chosen[:, b] & (self.years[:, a] >= self.years[:, b] + lag)
            found[f"precedence[{before}>{after}]"] = ~self.chosen[:, a] | later
        for group in limits.exclusion:
            together = self.chosen[:, [codes.index(one) for one in group]].sum(axis=1)
            found[f"exclusion[{','.join(group)}]"] = together <= 1
        for code in limits.must:
            found[f"must[{code}]"] = self.chosen[:, codes.index(code)]
        for code in limits.never:
            found[f"never[{code}]"] = ~self.chosen[:, codes.index(code)]
        if limits.most_projects is not None:
            found["most_projects"] = self.chosen.sum(axis=1) <= limits.most_projects
        return found

    def _windows(self):
        allowed = self.effects["allowed"].values
        allowed = np.concatenate([allowed, np.ones_like(allowed[:, :1])], axis=1)
        return {
            f"window[{code}]": allowed[i, self.places[:, i]]
            for i, code in enumerate(self.projects.codes)
            if not allowed[i].all()
        }

    def scores(self, objective):
        """Score of each plan."""
        years = self.effects.period.values
        if isinstance(objective, Odds):
            last = years[-1] if objective.period is None else objective.period
            output = self.added("output")[:, list(years).index(last)]
            need = objective.need.sel(scenario=self.effects.scenario).values
            return (output >= need * (1 - SLACK * np.sign(need))).mean(axis=1)
        weight = (1 + objective.discount) ** -(years - years[0]).astype(float)
        if objective.period is not None:
            weight = weight * (years == objective.period)
        value = np.einsum("mtk,t->mk", self.added("value_added"), weight)
        if isinstance(objective, ExpectedValue):
            return value.mean(axis=1)
        ordered, mass = np.sort(value, axis=1), objective.tail * value.shape[1]
        full = int(mass + 1e-12)
        worst = ordered[:, :full].sum(axis=1)
        if mass - full > 1e-12:
            worst = worst + (mass - full) * ordered[:, full]
        return (1 - objective.weight) * value.mean(axis=1) + objective.weight * worst / mass

    def best(self, limits, objective):
        """Best score of a plan that keeps to every limit; None without one."""
        kept = np.all(list(self.kept(limits).values()), axis=0)  # a budget is always there
        return float(self.scores(objective)[kept].max()) if kept.any() else None

    def most_valuable(self, limits, objective):
        """Most value added expected, of plans that keep to every limit and score best."""
        kept = np.all(list(self.kept(limits).values()), axis=0)
        scores = self.scores(objective)
        alike = kept & (scores >= scores[kept].max() - 1e-12)
        return float(self.scores(ExpectedValue())[alike].max())

    def is_smallest_conflict(self, limits, keys):
        """Whether no plan keeps these limits, and one does without any one of them."""
        kept = self.kept(limits)
        whole = np.ones(len(self.places), dtype=bool)
        sets = [np.all([whole, *(kept[one] for one in keys if one != left)], axis=0) for left in (None, *keys)]
        return not np.any(sets[0]) and all(np.any(one) for one in sets[1:])


def four_projects(allowed=None):
    """Four alike, but for chain, partner and foreign money; c starts from 2023 on, d in 2022 only.

    Each costs 10 of the budget and 15 in all in its first year, has 100 jobs and uses 5 of energy from then on.
    """
    table = pd.DataFrame(
        {"probability": 1.0, "investment": 10.0, "public": 10.0, "output": 10.0, "value_added": 0.5}, index=list("abcd")
    ).assign(foreign=[8.0, 4.0, 0.0, 0.0], chain=list("xxyy"), partner=["A", "A", "B", ""])
    begins, years = np.arange(2022, 2025), np.arange(2022, 2026)
    labels = {"project": list("abcd"), "start": begins, "period": years, "scenario": [0, 1]}
    running = np.broadcast_to((years >= begins[:, None])[None, :, :, None], (4, 3, 4, 2))
    first = np.broadcast_to((years == begins[:, None])[None, :, :, None], (4, 3, 4, 2))
    worth = np.array([4.0, 3.0, 2.0, 1.0])[:, None, None, None]
    found = {"output": 10.0 * running, "value_added": worth * running, "jobs": 100.0 * running, "energy": 5.0 * running}
    found |= {"spend": 15.0 * first, "public_spend": 10.0 * first}
    if allowed is None:
        allowed = np.array([[1, 1, 1], [1, 1, 1], [0, 1, 1], [1, 0, 0]])
    made = xr.Dataset({name: xr.DataArray(one, coords=labels, dims=list(labels)) for name, one in found.items()})
    may = xr.DataArray(
        np.array(allowed, dtype=bool), coords={"project": list("abcd"), "start": begins}, dims=["project", "start"]
    )
    return Projects(table, "1e8 CNY"), made.assign(allowed=may)

"""``growthpole track STUDY ACTION``: its actions and their options."""

from pathlib import Path
from typing import Annotated, Any

import typer

from growthpole.cli.language import say
from growthpole.cli.localised import command_class, group_class
from growthpole.messages import Lang

__all__ = ["track_group"]


def track_group(lang: Lang) -> typer.Typer:
    """The actions on the ledger of a study."""
    group = _group("track.help", lang)
    page = command_class(lang)
    lang_flag = Annotated[Lang, typer.Option(help=say("option.lang", lang))]
    json_flag = Annotated[bool, typer.Option("--json", help=say("option.json", lang))]
    by_flag = Annotated[str, typer.Option(help=say("track.by", lang))]

    @group.callback()
    def root(
        context: typer.Context, study: Annotated[Path, typer.Argument(metavar="STUDY", help=say("track.study", lang))]
    ) -> None:
        context.obj = study

    group.add_typer(_add_group(lang), name="add")

    @group.command("list", cls=page, help=say("track.list", lang))
    def list_(
        context: typer.Context,
        kind: Annotated[str, typer.Option(metavar="KIND", help=say("track.list_kind", lang))] = "",
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        from growthpole.cli.tracking import list_command

        list_command(context.obj, kind=kind, lang=lang, as_json=json)

    @group.command(cls=page, help=say("track.status", lang))
    def status(
        context: typer.Context,
        on: Annotated[str, typer.Option(metavar="DAY", help=say("track.status_on", lang))] = "",
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        from growthpole.cli.tracking import status_command

        status_command(context.obj, on=on, lang=lang, as_json=json)

    @group.command(cls=page, help=say("track.withdraw", lang))
    def withdraw(
        context: typer.Context,
        number: Annotated[int, typer.Argument(metavar="NUMBER", help=say("track.number", lang))],
        reason: Annotated[str, typer.Option(help=say("track.reason", lang))] = "",
        vintage: Annotated[str, typer.Option(help=say("track.vintage", lang))] = "",
        by: by_flag = "",
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        from growthpole.cli.tracking import withdraw_command

        withdraw_command(context.obj, number, reason=reason, vintage=vintage, by=by, lang=lang, as_json=json)

    @group.command(cls=page, help=say("track.export", lang))
    def export(
        context: typer.Context,
        file: Annotated[Path, typer.Argument(metavar="FILE", help=say("track.file", lang))],
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        from growthpole.cli.tracking import export_command

        export_command(context.obj, file, lang=lang, as_json=json)

    @group.command("import", cls=page, help=say("track.import", lang))
    def import_(
        context: typer.Context,
        file: Annotated[Path, typer.Argument(metavar="FILE", help=say("track.file", lang))],
        by: by_flag = "",
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        from growthpole.cli.tracking import import_command

        import_command(context.obj, file, by=by, lang=lang, as_json=json)

    return group


def _group(help_key: str, lang: Lang) -> typer.Typer:
    return typer.Typer(cls=group_class(lang), help=say(help_key, lang), rich_markup_mode=None)


def _add_group(lang: Lang) -> typer.Typer:
    """The kinds of entries; what an entry lacks is said by the entry, all at once."""
    add = _group("track.add", lang)
    page = command_class(lang)
    lang_flag = Annotated[Lang, typer.Option(help=say("option.lang", lang))]
    json_flag = Annotated[bool, typer.Option("--json", help=say("option.json", lang))]
    vintage_flag = Annotated[str, typer.Option(help=say("track.vintage", lang))]
    reason_flag = Annotated[str, typer.Option(help=say("track.reason", lang))]
    corrects_flag = Annotated[int, typer.Option(metavar="NUMBER", min=0, help=say("track.corrects_option", lang))]
    by_flag = Annotated[str, typer.Option(help=say("track.by", lang))]
    source_flag = Annotated[str, typer.Option(help=say("track.source", lang))]
    date_flag = Annotated[str, typer.Option(help=say("track.date", lang))]
    unit_flag = Annotated[str, typer.Option(help=say("track.unit", lang))]
    project_flag = Annotated[str, typer.Option(metavar="CODE", help=say("track.project", lang))]

    def written(context: typer.Context, kind: str, told: dict[str, Any]) -> None:
        from growthpole.cli.tracking import add_command

        beside = {name: told.pop(name) for name in ("corrects", "by", "lang")}
        add_command(context.obj, kind, told, as_json=told.pop("json"), **beside)

    @add.command(cls=page, help=say("track.add_actual", lang))
    def actual(
        context: typer.Context,
        indicator: Annotated[str, typer.Option(help=say("track.indicator", lang))] = "",
        period: Annotated[str, typer.Option(help=say("track.period", lang))] = "",
        value: Annotated[str, typer.Option(help=say("track.value", lang))] = "",
        unit: unit_flag = "",
        region: Annotated[str, typer.Option(metavar="CODE", help=say("track.region", lang))] = "",
        activity: Annotated[str, typer.Option(metavar="CODE", help=say("track.activity", lang))] = "",
        scope: Annotated[str, typer.Option(help=say("track.scope", lang))] = "",
        price_basis: Annotated[str, typer.Option(help=say("track.price_basis", lang))] = "",
        operator: Annotated[str, typer.Option(metavar="=|~|>|<", help=say("track.operator", lang))] = "=",
        source: source_flag = "",
        published: Annotated[str, typer.Option(help=say("track.published", lang))] = "",
        vintage: vintage_flag = "",
        reason: reason_flag = "",
        corrects: corrects_flag = 0,
        by: by_flag = "",
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        told: dict[str, Any] = {"indicator": indicator, "period": period, "value": value, "unit": unit}
        told |= {"region": region, "activity": activity, "scope": scope, "price_basis": price_basis}
        told |= {"operator": operator, "source": source, "published": published, "vintage": vintage}
        written(
            context, "actual", {**told, "reason": reason, "corrects": corrects, "by": by, "lang": lang, "json": json}
        )

    @add.command(cls=page, help=say("track.add_stage", lang))
    def stage(
        context: typer.Context,
        project: project_flag = "",
        stage: Annotated[str, typer.Option(help=say("track.stage_option", lang))] = "",
        date: date_flag = "",
        planned: Annotated[bool, typer.Option("--planned", help=say("track.planned_option", lang))] = False,
        expands: Annotated[str, typer.Option(metavar="CODE", help=say("track.expands", lang))] = "",
        vintage: vintage_flag = "",
        reason: reason_flag = "",
        corrects: corrects_flag = 0,
        by: by_flag = "",
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        told: dict[str, Any] = {"project": project, "stage": stage, "date": date, "planned": planned}
        told |= {"expands": expands, "vintage": vintage, "reason": reason}
        written(context, "stage", {**told, "corrects": corrects, "by": by, "lang": lang, "json": json})

    @add.command(cls=page, help=say("track.add_decision", lang))
    def decision(
        context: typer.Context,
        id: Annotated[str, typer.Option(metavar="NAME", help=say("track.id", lang))] = "",  # noqa: A002
        what: Annotated[str, typer.Option(help=say("track.what", lang))] = "",
        owner: Annotated[str, typer.Option(help=say("track.owner", lang))] = "",
        next_action: Annotated[str, typer.Option(help=say("track.next_action", lang))] = "",
        due: Annotated[str, typer.Option(help=say("track.due", lang))] = "",
        date: date_flag = "",
        state: Annotated[str, typer.Option(metavar="open|done|dropped", help=say("track.state_option", lang))] = "open",
        vintage: vintage_flag = "",
        reason: reason_flag = "",
        corrects: corrects_flag = 0,
        by: by_flag = "",
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        told: dict[str, Any] = {"id": id, "what": what, "owner": owner, "next_action": next_action, "due": due}
        told |= {"date": date, "state": state, "vintage": vintage, "reason": reason}
        written(context, "decision", {**told, "corrects": corrects, "by": by, "lang": lang, "json": json})

    @add.command(cls=page, help=say("track.add_investment", lang))
    def investment(
        context: typer.Context,
        nature: Annotated[str, typer.Option(metavar="contracted|utilised", help=say("track.nature_option", lang))] = "",
        amount: Annotated[str, typer.Option(help=say("track.amount", lang))] = "",
        unit: unit_flag = "",
        date: date_flag = "",
        project: project_flag = "",
        event: Annotated[str, typer.Option(help=say("track.event", lang))] = "",
        source: source_flag = "",
        vintage: vintage_flag = "",
        reason: reason_flag = "",
        corrects: corrects_flag = 0,
        by: by_flag = "",
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        told: dict[str, Any] = {"nature": nature, "amount": amount, "unit": unit, "date": date, "project": project}
        told |= {"event": event, "source": source, "vintage": vintage, "reason": reason}
        written(context, "investment", {**told, "corrects": corrects, "by": by, "lang": lang, "json": json})

    return add

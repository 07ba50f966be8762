"""The commands and their options; each asks one room and hands the answer to ``printing``."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from growthpole.cli.language import chosen_language, say
from growthpole.cli.localised import command_class, group_class
from growthpole.cli.track_app import track_group
from growthpole.errors import Cancelled, GrowthpoleError
from growthpole.messages import Lang

__all__ = ["build_app", "run_app"]


def run_app(arguments: Sequence[str]) -> int:
    """Run the command; return its exit code."""
    lang = chosen_language(arguments)
    as_json = "--json" in arguments
    try:
        outcome = typer.main.get_command(build_app(lang)).main(
            list(arguments), prog_name="growthpole", standalone_mode=False
        )
    except GrowthpoleError as problem:
        return _refused(problem, lang, as_json=as_json)
    except (KeyboardInterrupt, typer.Abort):
        return _refused(Cancelled(), lang, as_json=as_json)
    except typer.TyperException as problem:
        _complain({"code": "usage", "message": problem.format_message()}, lang, as_json=as_json)
        return 2
    except BrokenPipeError:
        return 0
    except SystemExit as stop:  # how the library leaves when the reader of a pipe has gone
        return 0 if isinstance(stop.__context__, BrokenPipeError) else _code_of(stop)
    except Exception as problem:  # noqa: BLE001 - the last door: a fault of ours becomes a sentence, not a traceback
        place = _last_place(problem)
        message = say("internal", lang, kind=type(problem).__name__, problem=problem, place=place)
        _complain({"code": "internal", "message": message}, lang, as_json=as_json)
        return 5
    if outcome == Cancelled.exit_code:
        return _refused(Cancelled(), lang, as_json=as_json)
    return outcome if isinstance(outcome, int) else 0


def _code_of(stop: SystemExit) -> int:
    return stop.code if isinstance(stop.code, int) else 1


def _refused(problem: GrowthpoleError, lang: Lang, *, as_json: bool) -> int:
    from growthpole.errors import DataQuality, SeveralProblems

    said: dict[str, Any] = {"code": problem.code, "message": problem.message(lang)}
    if isinstance(problem, DataQuality):
        said["findings"] = [finding.as_dict(lang) for finding in problem.findings]
    if isinstance(problem, SeveralProblems):
        said["problems"] = [{"code": one.code, "message": one.message(lang)} for one in problem.problems]
    _complain(said, lang, as_json=as_json)
    return problem.exit_code


def _complain(said: dict[str, Any], lang: Lang, *, as_json: bool) -> None:
    from growthpole.cli.printing import print_error, print_json

    if as_json:
        print_json({"error": said})
    else:
        print_error(said, lang)


def _last_place(problem: BaseException) -> str:
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "–" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


def build_app(lang: Lang) -> typer.Typer:
    """The command with its texts in ``lang``."""
    app = typer.Typer(
        cls=group_class(lang),
        help=say("help", lang),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    page = command_class(lang)
    as_json_option = typer.Option("--json", help=say("option.json", lang))
    lang_option = typer.Option(help=say("option.lang", lang))
    study_option = typer.Option(help=say("option.study", lang))
    json_flag = Annotated[bool, as_json_option]
    lang_flag = Annotated[Lang, lang_option]
    study_flag = Annotated[Path | None, study_option]

    @app.callback(invoke_without_command=True)
    def root(
        context: typer.Context,
        version: Annotated[bool, typer.Option("--version", help=say("option.version", lang))] = False,
    ) -> None:
        if version:
            from growthpole import __version__

            typer.echo(__version__)
            raise typer.Exit
        if context.invoked_subcommand is None:
            typer.echo(context.get_help())
            raise typer.Exit

    @app.command(cls=page, help=say("run.help", lang))
    def run(
        study: Annotated[Path | None, typer.Argument(metavar="[STUDY]", help=say("run.study", lang))] = None,
        out: Annotated[Path | None, typer.Option(help=say("run.out", lang))] = None,
        seed: Annotated[int | None, typer.Option(min=0, help=say("run.seed", lang))] = None,
        stage: Annotated[list[str] | None, typer.Option(help=say("run.stage", lang))] = None,
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        from growthpole.cli.running import run_command

        run_command(study, out=out, seed=seed, stages=tuple(stage or ()), lang=lang, as_json=json)

    @app.command(cls=page, help=say("new.help", lang))
    def new(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("new.dir", lang))],
        example: Annotated[str, typer.Option("--from", help=say("new.from", lang))] = "",
        data: Annotated[Path | None, typer.Option(help=say("new.data", lang))] = None,
        unit: Annotated[str, typer.Option(help=say("new.unit", lang))] = "",
        sheet: Annotated[str, typer.Option(help=say("sheet", lang))] = "",
        column: Annotated[list[str] | None, typer.Option(metavar="FIELD=NAME", help=say("new.column", lang))] = None,
        year: Annotated[str, typer.Option(help=say("new.year", lang))] = "",
        absent: Annotated[str, typer.Option(metavar="absent|zero", help=say("new.absent", lang))] = "absent",
        region: Annotated[str, typer.Option(help=say("new.region", lang))] = "",
        encoding: Annotated[str, typer.Option(help=say("new.encoding", lang))] = "",
        exclude: Annotated[list[str] | None, typer.Option(metavar="CODE", help=say("new.exclude", lang))] = None,
        nation: Annotated[str, typer.Option(help=say("new.nation", lang))] = "",
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        from growthpole.cli.making import make_study
        from growthpole.cli.printing import print_new

        told = {
            "unit": unit,
            "sheet": sheet,
            "year": year,
            "absent": absent,
            "region": region,
            "encoding": encoding,
            "nation": nation,
        }
        made = make_study(folder, example, data, told, column or [], exclude or [])
        print_new(made, lang, as_json=json)

    @app.command(cls=page, help=say("check.help", lang))
    def check(
        files: Annotated[list[Path], typer.Argument(metavar="FILE …", help=say("check.files", lang))],
        source: Annotated[str | None, typer.Option(metavar="KIND", help=say("check.source", lang))] = None,
        encoding: Annotated[str | None, typer.Option(help=say("check.encoding", lang))] = None,
        sheet: Annotated[str | None, typer.Option(help=say("sheet", lang))] = None,
        unit: Annotated[str | None, typer.Option(help=say("check.unit", lang))] = None,
        profile: Annotated[Path | None, typer.Option(help=say("check.profile", lang))] = None,
        write_profile: Annotated[bool, typer.Option("--write-profile", help=say("check.write_profile", lang))] = False,
        against: Annotated[Path | None, typer.Option(metavar="OLDFILE", help=say("check.against", lang))] = None,
        study: study_flag = None,
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> int:
        from growthpole.cli.checking import check_command

        options: dict[str, Any] = {"kind": source, "encoding": encoding, "sheet": sheet, "unit": unit}
        options |= {"study": study, "profile": profile, "against": against}
        return check_command(files, options, write=write_profile, lang=lang, as_json=json)

    @app.command(cls=page, help=say("describe.help", lang))
    def describe(
        indicator: Annotated[
            str | None, typer.Argument(metavar="[INDICATOR]", help=say("describe.indicator", lang))
        ] = None,
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        from growthpole import indicators
        from growthpole.cli.printing import print_indicators

        chosen = list(indicators.registry().values()) if indicator is None else [indicators.get(indicator)]
        print_indicators(chosen, lang, as_json=json)

    @app.command(cls=page, help=say("explain.help", lang))
    def explain(
        run: Annotated[str, typer.Argument(metavar="RUN", help=say("explain.run", lang))],
        key: Annotated[str, typer.Argument(metavar="KEY", help=say("explain.key", lang))],
        study: study_flag = None,
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        from growthpole.cli.explained import print_explanation
        from growthpole.study import explain as walk
        from growthpole.study import open_run

        print_explanation(walk(open_run(run, study), key), lang, as_json=json)

    @app.command(cls=page, help=say("report.help", lang))
    def report(
        run: Annotated[str, typer.Argument(metavar="RUN", help=say("explain.run", lang))],
        formats: Annotated[str, typer.Option("--format", help=say("report.format", lang))] = "html",
        out: Annotated[Path | None, typer.Option(help=say("report.out", lang))] = None,
        study: study_flag = None,
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        from growthpole.cli.running import report_command

        report_command(run, formats, out=out, study=study, lang=lang, as_json=json)

    _add_history(app, lang)
    _add_backtest(app, lang)
    app.add_typer(track_group(lang), name="track")
    return app


def _add_history(app: typer.Typer, lang: Lang) -> None:
    """The commands that look back: deliveries of the sources, and what changed between two runs."""
    page = command_class(lang)
    json_flag = Annotated[bool, typer.Option("--json", help=say("option.json", lang))]
    lang_flag = Annotated[Lang, typer.Option(help=say("option.lang", lang))]

    @app.command("vintages", cls=page, help=say("vintages.help", lang))
    def vintages_(
        study: Annotated[Path, typer.Argument(metavar="STUDY", help=say("run.study", lang))],
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        from growthpole.cli.revisions import print_vintages
        from growthpole.study import vintages

        print_vintages(vintages(study), lang, as_json=json)

    @app.command(cls=page, help=say("diff.help", lang))
    def diff(
        before: Annotated[str, typer.Argument(metavar="RUN", help=say("diff.before", lang))],
        after: Annotated[str, typer.Argument(metavar="RUN", help=say("diff.after", lang))],
        study: Annotated[Path | None, typer.Option(help=say("option.study", lang))] = None,
        lang: lang_flag = lang,
        json: json_flag = False,
    ) -> None:
        from growthpole.cli.printing import print_difference
        from growthpole.study import diff as compare
        from growthpole.study import open_run

        print_difference(compare(open_run(before, study), open_run(after, study), lang), lang, as_json=json)


def _add_backtest(app: typer.Typer, lang: Lang) -> None:
    """The command that asks whether the advice would have been right."""

    @app.command(cls=command_class(lang), help=say("backtest.help", lang))
    def backtest(
        panel: Annotated[Path, typer.Argument(metavar="PANEL", help=say("backtest.panel", lang))],
        value: Annotated[str, typer.Option(metavar="COLUMN", help=say("backtest.value", lang))] = "",
        region: Annotated[str, typer.Option(metavar="COLUMN", help=say("backtest.region", lang))] = "",
        activity: Annotated[str, typer.Option(metavar="COLUMN", help=say("backtest.activity", lang))] = "",
        period: Annotated[str, typer.Option(metavar="COLUMN", help=say("backtest.period", lang))] = "",
        horizon: Annotated[int, typer.Option(help=say("backtest.horizon", lang))] = 3,
        task: Annotated[
            str, typer.Option(metavar="entry|sustained|activation|exit", help=say("backtest.task", lang))
        ] = "entry",
        counts: Annotated[bool, typer.Option("--counts", help=say("backtest.counts", lang))] = False,
        threshold: Annotated[float, typer.Option(help=say("backtest.threshold", lang))] = 1.0,
        absent: Annotated[str, typer.Option(metavar="unknown|zero", help=say("backtest.absent", lang))] = "unknown",
        models: Annotated[str, typer.Option(metavar="A,B", help=say("backtest.models", lang))] = "",
        top: Annotated[int, typer.Option(help=say("backtest.top", lang))] = 5,
        draws: Annotated[int, typer.Option(help=say("backtest.draws", lang))] = 200,
        seed: Annotated[int, typer.Option(help=say("backtest.seed", lang))] = 0,
        workers: Annotated[int, typer.Option(help=say("backtest.workers", lang))] = 1,
        placebo: Annotated[bool, typer.Option("--placebo", help=say("backtest.placebo", lang))] = False,
        sheet: Annotated[str, typer.Option(help=say("sheet", lang))] = "",
        encoding: Annotated[str, typer.Option(help=say("check.encoding", lang))] = "",
        out: Annotated[Path | None, typer.Option(metavar="DIR", help=say("backtest.out", lang))] = None,
        lang: Annotated[Lang, typer.Option(help=say("option.lang", lang))] = lang,
        json: Annotated[bool, typer.Option("--json", help=say("option.json", lang))] = False,
    ) -> None:
        from growthpole.cli.backtesting import backtest_command

        columns = {"region": region, "activity": activity, "period": period, "value": value}
        told: dict[str, Any] = {"horizon": horizon, "task": task, "counts": counts, "threshold": threshold}
        told |= {"absent": absent, "top": top, "draws": draws, "seed": seed, "workers": workers}
        told |= {"placebo": placebo, "sheet": sheet, "encoding": encoding}
        backtest_command(panel, columns, models, told, out=out, lang=lang, as_json=json)


if __name__ == "__main__":
    sys.exit(run_app(sys.argv[1:]))

"""The pages on which a person takes a copy of their data, or has themselves forgotten."""

from __future__ import annotations

import csv
import io

import orjson
from flask import Blueprint, Response, g, redirect, render_template, request, session
from flask_login import logout_user
from werkzeug.wrappers import Response as BaseResponse

from consult import web
from consult.digests.writers import csv_table
from consult.permission import require
from consult.personal import rules
from consult.personal.forms import ErasureForm
from consult.personal.services import erasing, keeping

blueprint = Blueprint("personal_pages", __name__, url_prefix="/<any(en,ru,kk):lang>")
Page = str | tuple[str, int] | BaseResponse


def _to_sign_in() -> BaseResponse:
    return redirect(web.address("accounts_pages.sign_in", next=request.path), 303)


@blueprint.get("/me/data")
def data() -> Page:
    """What is kept about the person, and the ways to take it along."""
    if g.person is None:
        return _to_sign_in()
    kept = keeping.everything(g.person.id)
    counts = {name: len(rows) for name, rows in kept.items() if name != "account"}
    return render_template("personal/data.html", account=kept["account"], counts=counts)


@blueprint.get("/me/export.json")
def as_json() -> BaseResponse:
    """Everything that is kept about the person."""
    if g.person is None:
        return _to_sign_in()
    content = orjson.dumps(keeping.everything(g.person.id), option=orjson.OPT_INDENT_2)
    return _file(content, "application/json", "consult-my-data.json")


@blueprint.get("/me/export.csv")
def as_csv() -> BaseResponse:
    """Everything that the person wrote, as a table."""
    if g.person is None:
        return _to_sign_in()
    text = io.StringIO(newline="")
    text.write("\ufeff")  # spreadsheets need it to read UTF-8
    writer = csv.writer(text)
    writer.writerow(keeping.COMMENT_COLUMNS)
    for row in keeping.comments(g.person.id):
        writer.writerow(csv_table.defused(cell) for cell in row.values())
    return _file(text.getvalue().encode(), "text/csv", "consult-my-contributions.csv")


def _file(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.route("/me/erasure", methods=["GET", "POST"])
def erasure() -> Page:
    """Be forgotten: what will happen, and the button."""
    if g.person is None:
        return _to_sign_in()
    permission = rules.may_be_erased(g.person)
    form = ErasureForm()
    if form.validate_on_submit():
        require(permission)
        erasing.erase(g.person.email)
        logout_user()
        session.clear()
        return redirect(web.address("personal_pages.erased"), 303)
    status = 422 if form.is_submitted() else 200
    page = render_template("personal/erasure.html", form=form, allowed=bool(permission))
    return page, status


@blueprint.get("/erased")
def erased() -> str:
    """Said to someone who is nobody here any more."""
    return render_template("personal/erased.html")

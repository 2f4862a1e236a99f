"""The scoring methods (计分方式), and an indicator's own worked example."""

from api.deps import CurrentConnection, CurrentPerson, SubjectPath
from api.problems import documented
from api.rendering import Json
from api.routes.later import Later
from api.schemas.methods import Methods, WorkedExample
from services.worked_examples import methods, worked_example

router = Later()


@router.get(
    "/methods",
    operation_id="methods",
    tags=["methods"],
    response_model=Methods,
    responses=documented(401, 403),
)
def list_methods(person: CurrentPerson) -> Json:
    """List the scoring methods: formula, parameters, inputs, worked example."""
    del person
    return Json({"items": methods()})


@router.get(
    "/indicators/{subject_id}/worked-example",
    operation_id="worked_example",
    tags=["indicators"],
    response_model=WorkedExample,
    responses=documented(401, 403, 404),
)
def show_worked_example(
    person: CurrentPerson, connection: CurrentConnection, subject_id: SubjectPath
) -> Json:
    """算例：what the indicator would be worth, by its own method, parameters and weight."""
    return Json(worked_example(connection, person, subject_id))

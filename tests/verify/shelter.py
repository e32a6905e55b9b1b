"""A small API with one rule, a body that enforces it, and a test of it."""

DOCUMENT = """
openapi: 3.1.0
info: {title: Shelter, version: 1.0.0}
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        "200":
          description: All.
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}}
    post:
      operationId: createPet
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/PetCreate"}}}}
      responses:
        "201": {description: Stored., content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
        "409": {description: No.}
  /pets/{petId}:
    get:
      operationId: getPet
      parameters: [{name: petId, in: path, required: true, schema: {type: integer}}]
      responses:
        "200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
        "404": {description: None.}
components:
  schemas:
    Pet:
      type: object
      required: [id, name, age]
      properties:
        id: {type: integer}
        name: {type: string, maxLength: 20}
        age: {type: integer, minimum: 0, maximum: 99}
      x-business-rules:
        - {id: pet-name-free, on: [create], text: At most two pets have the same name., status: 409}
    PetCreate:
      type: object
      required: [name, age]
      properties:
        name: {type: string, maxLength: 20}
        age: {type: integer, minimum: 0, maximum: 99}
"""

RULE = """from sqlalchemy import func, select
from app.core.errors import Refused
pet = change.after
if pet is None:
    return
named = await change.session.scalar(select(func.count()).where(models.Pet.name == pet.name))
if named is not None and named > 2:
    raise Refused(409, f"{pet.name} is taken")
"""
TEST = """for _ in range(2):
    answer = await client.post("/pets", json={"name": "Rex", "age": 1})
    assert answer.status_code == 201
answer = await client.post("/pets", json={"name": "Rex", "age": 2})
assert answer.status_code == 409
answer = await client.post("/pets", json={"name": "Max", "age": 2})
assert answer.status_code == 201
"""

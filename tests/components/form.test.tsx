import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Button, Checkbox, CheckboxGroup, ErrorSummary, Field, Hidden, RadioGroup, Select, TextArea } from "~/components/form";

const OPTIONS = [
  { value: "a", label: "Uno", hint: "El primero" },
  { value: "b", label: "Dos" },
];

describe("a field", () => {
  it("has a label, and is described by its hint and by its error", () => {
    const html = renderToStaticMarkup(<Field name="title" label="Nombre" hint="Corto" error="Falta el nombre." defaultValue="x" maxLength={9} />);
    expect(html).toContain('<label for="title">Nombre</label>');
    expect(html).toMatch(/<input[^>]*aria-describedby="title-hint title-error"[^>]*aria-invalid="true"/);
    expect(html).toMatch(/id="title-hint">Corto</);
    expect(html).toMatch(/id="title-error">.*Falta el nombre\./);
    expect(html).toMatch(/maxLength="9"|maxlength="9"/);
  });

  it("without hint or error is described by nothing", () => {
    expect(renderToStaticMarkup(<TextArea name="problem" label="Problema" defaultValue="a < b" />)).not.toContain("aria-");
    expect(renderToStaticMarkup(<TextArea name="problem" label="Problema" defaultValue="a < b" />)).toContain("a &lt; b</textarea>");
  });

  it("says when it can be left empty", () => {
    expect(renderToStaticMarkup(<Field name="role" label="Cargo" optional />)).toContain("(opcional)");
  });
});

describe("a choice", () => {
  it("keeps what was chosen, and its first box is where an error leads", () => {
    const html = renderToStaticMarkup(<CheckboxGroup name="sizes" label="Tamaño" options={OPTIONS} chosen={["b"]} error="Elija." columns />);
    expect(html).toMatch(/<fieldset[^>]*aria-describedby="sizes-error"/);
    expect(html.match(/id="sizes"/g)).toHaveLength(1);
    expect(html).toMatch(/<input[^>]*value="b"[^>]*checked=""|<input[^>]*checked=""[^>]*value="b"/);
    expect(html.match(/checked=""/g)).toHaveLength(1);
  });

  it("of one answer is a group of radio buttons or a list with an empty beginning", () => {
    expect(renderToStaticMarkup(<RadioGroup name="women" label="¿?" options={OPTIONS} chosen={null} />)).not.toContain("checked");
    expect(renderToStaticMarkup(<Select name="category" label="Tema" options={OPTIONS} empty="Elija" defaultValue="b" />)).toMatch(
      /<option value="">Elija<\/option>.*<option value="b" selected="">/,
    );
  });

  it("of yes or nothing sends yes", () => {
    expect(renderToStaticMarkup(<Checkbox name="consent" label="Acepto" defaultChecked />)).toMatch(/type="checkbox"[^>]*value="yes"/);
  });
});

describe("what is sent", () => {
  it("includes what is hidden and which button was pressed", () => {
    expect(renderToStaticMarkup(<Hidden name="version" value={3} />)).toBe('<input type="hidden" name="version" value="3"/>');
    expect(
      renderToStaticMarkup(
        <Button name="intent" value="save" quiet>
          Guardar
        </Button>,
      ),
    ).toBe('<button type="submit" name="intent" value="save" class="button quiet">Guardar</button>');
  });
});

describe("the list of errors", () => {
  it("leads to each field, in order, and is announced", () => {
    const html = renderToStaticMarkup(<ErrorSummary errors={{ title: "Falta el nombre.", email: "Ese correo no se puede leer." }} />);
    expect(html).toMatch(/role="alert"/);
    expect(html).toContain("Hay 2 cosas");
    expect(html).toMatch(/href="#title">Falta el nombre\..*href="#email"/);
  });

  it("is not there when nothing is wrong", () => {
    expect(renderToStaticMarkup(<ErrorSummary errors={{}} />)).toBe("");
  });
});

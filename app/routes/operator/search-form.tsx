import { Form } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Input } from "#app/ui/input.tsx";

export function SearchForm({ label, q }: { label: string; q: string }) {
  return (
    <search className="mb-4 block max-w-[28rem]">
      <Form className="flex gap-2">
        <Input
          // The field follows the URL when the browser goes back.
          key={q}
          type="search"
          name="q"
          defaultValue={q}
          aria-label={label}
          placeholder={label}
          maxLength={100}
        />
        <Button type="submit">Search</Button>
      </Form>
    </search>
  );
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  location: string | null;
}

export interface Visitor {
  cookie: string;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
  request(
    method: string,
    path: string,
    init?: {
      body?: string | Uint8Array<ArrayBuffer> | URLSearchParams | FormData;
      headers?: Record<string, string>;
    },
  ): Promise<Answer>;
}

export function visitor(origin: string, cookie = ""): Visitor {
  const self: Visitor = {
    cookie,
    get: (path, headers = {}) => self.request("GET", path, { headers }),
    post: (path, fields = {}, headers = {}) =>
      self.request("POST", path, { body: new URLSearchParams(fields), headers }),
    async request(method, path, { body, headers = {} } = {}) {
      const sameOrigin: Record<string, string> =
        method === "GET" || method === "HEAD" ? {} : { Origin: origin };
      const response = await fetch(origin + path, {
        method,
        redirect: "manual",
        headers: { ...(self.cookie && { Cookie: self.cookie }), ...sameOrigin, ...headers },
        ...(body !== undefined && { body }),
      });
      for (const set of response.headers.getSetCookie()) self.cookie = kept(self.cookie, set);
      return {
        status: response.status,
        headers: response.headers,
        text: await response.text(),
        location: response.headers.get("location"),
      };
    },
  };
  return self;
}

function kept(cookie: string, set: string): string {
  const [pair = ""] = set.split(";");
  const [name] = pair.split("=");
  const others = cookie.split("; ").filter((one) => one && !one.startsWith(`${name}=`));
  return (/max-age=0/i.test(set) ? others : [...others, pair]).join("; ");
}

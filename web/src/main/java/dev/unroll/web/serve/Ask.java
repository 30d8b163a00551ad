package dev.unroll.web.serve;

import dev.unroll.io.JsonObject;
import dev.unroll.web.http.BadRequest;
import java.util.List;

/** A request's body. What is left out has a standard value; a key that means nothing is refused, since it is mostly mistyped. */
record Ask(JsonObject body, int mostCharacters) {
    Ask known(List<String> keys) {
        for (String key : body.keys()) {
            if (!keys.contains(key)) {
                throw new BadRequest("the request has \"" + key + "\", which means nothing here; it may have "
                        + String.join(", ", keys));
            }
        }
        return this;
    }

    boolean has(String key) {
        return body.has(key) && body.get(key) != null;
    }

    String text(String key, String standard) {
        String text = has(key) ? body.getString(key) : standard;
        if (text.codePointCount(0, text.length()) > mostCharacters) {
            throw new BadRequest(413, "\"" + key + "\" has more than " + mostCharacters + " characters; send less");
        }
        return text;
    }

    int whole(String key, int standard) {
        return has(key) ? body.getInt(key) : standard;
    }

    double number(String key, double standard) {
        return has(key) ? body.getDouble(key) : standard;
    }

    boolean flag(String key) {
        return has(key) && body.getBoolean(key);
    }

    /** One text or a list of them. */
    List<String> texts(String key) {
        return !has(key) ? List.of() : body.get(key) instanceof String one ? List.of(one) : body.getStrings(key);
    }
}

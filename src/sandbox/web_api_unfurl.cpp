#include <utility>

#include "sandbox/api_answers.hpp"
#include "sandbox/web_api.hpp"

// chat.unfurl: https://docs.slack.dev/reference/methods/chat.unfurl
namespace usher::sandbox {

namespace {

/// Either channel and timestamp, or unfurl id and source: the error if it is neither.
std::string read_place(const Json& arguments, Links::Place& place) {
    place = {.channel = text_of(arguments, "channel"),
             .ts = text_of(arguments, "ts"),
             .unfurl_id = text_of(arguments, "unfurl_id"),
             .source = text_of(arguments, "source")};
    if (place.channel.empty() && place.ts.empty()) {
        if (place.unfurl_id.empty()) {
            return place.source.empty() ? "missing_channel" : "missing_unfurl_id";
        }
        if (place.source.empty()) {
            return "missing_source";
        }
        return place.source == "composer" || place.source == "conversations_history" ? "" : "invalid_source";
    }
    place.unfurl_id.clear();
    if (place.channel.empty()) {
        return "missing_channel";
    }
    return place.ts.empty() ? "missing_ts" : "";
}

} // namespace

Json WebApi::unfurl(const Json& arguments) {
    Links::Place place;
    if (const auto error = read_place(arguments, place); !error.empty()) {
        return api_error(error);
    }
    const auto unfurls = structured(arguments, "unfurls");
    if (unfurls.is_null() || (unfurls.is_object() && unfurls.empty())) {
        return api_error("missing_unfurls");
    }
    if (!unfurls.is_object()) {
        return api_error("cannot_parse_attachment");
    }
    if (place.unfurl_id.empty() && parts_.workspace.directory().channel(place.channel) == nullptr) {
        return api_error("cannot_find_channel");
    }
    for (const auto& [url, unfurl] : unfurls.items()) {
        if (const auto refusal = check_unfurl(unfurl, "/unfurls/" + url)) {
            return refusal_answer(*refusal);
        }
    }
    const auto error = parts_.links.attach(place, unfurls);
    return error.empty() ? Json{{"ok", true}} : api_error(error);
}

} // namespace usher::sandbox

#include "sandbox/web_api_request.hpp"

#include <string_view>
#include <utility>

namespace usher::sandbox {

namespace {

constexpr std::string_view kPrefix = "/api/";
constexpr std::string_view kScheme = "Bearer ";

Json pairs(std::string_view encoded) {
    Json object = Json::object();
    for (auto& [name, value] : net::form_decode(encoded)) {
        object[name] = std::move(value);
    }
    return object;
}

} // namespace

WebApiRequest read_web_api_request(const net::ServerRequest& request) {
    WebApiRequest read;
    read.call.method = request.path.substr(kPrefix.size());
    const auto authorization = request.header("authorization");
    if (authorization.starts_with(kScheme)) {
        read.call.header_token = authorization.substr(kScheme.size());
    }
    if (request.header("content-type").starts_with("application/json")) {
        auto body =
            request.body.empty() ? Json::object() : parse_json(request.body).value_or(Json(Json::value_t::discarded));
        if (body.is_discarded()) {
            read.error = "invalid_json";
        } else if (!body.is_object()) {
            read.error = "json_not_object";
        } else {
            // A token is never taken from JSON.
            body.erase("token");
            read.call.arguments = std::move(body);
        }
        return read;
    }
    read.call.arguments = pairs(request.query);
    read.call.arguments.erase("token");
    read.call.arguments.update(pairs(request.body));
    return read;
}

} // namespace usher::sandbox

#include "sandbox/http_answers.hpp"

#include <algorithm>

namespace usher::sandbox {

net::ServerResponse json_response(const Json& body, int status) {
    net::ServerResponse response;
    response.status = status;
    response.content_type = "application/json; charset=utf-8";
    response.body = dump(body);
    return response;
}

net::ServerResponse html_response(int status, std::string_view content) {
    net::ServerResponse response;
    response.status = status;
    response.content_type = "text/html; charset=utf-8";
    response.body = "<!DOCTYPE html>\n<html><body>" + std::string(content) + "</body></html>\n";
    return response;
}

bool for_loopback(const net::ServerRequest& request) {
    auto host = request.header("host");
    const auto colon = host.rfind(':');
    const auto port = colon == std::string_view::npos ? std::string_view{} : host.substr(colon + 1);
    const bool has_port = !port.empty() && std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
    host = has_port ? host.substr(0, colon) : host;
    return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

bool from_own_origin(const net::ServerRequest& request) {
    if (!for_loopback(request)) {
        return false;
    }
    const auto site = request.header("sec-fetch-site");
    if (!site.empty() && site != "same-origin" && site != "none") {
        return false;
    }
    const auto origin = request.header("origin");
    return origin.empty() || origin == "http://" + std::string(request.header("host"));
}

} // namespace usher::sandbox

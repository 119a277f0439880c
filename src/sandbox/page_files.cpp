#include "sandbox/page_files.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "sandbox/assets.hpp"
#include "sandbox/http_answers.hpp"

namespace usher::sandbox {

namespace {

constexpr std::string_view kPolicy =
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

std::string_view content_type(std::string_view name) {
    if (name.ends_with(".html")) {
        return "text/html; charset=utf-8";
    }
    if (name.ends_with(".css")) {
        return "text/css; charset=utf-8";
    }
    return name.ends_with(".svg") ? "image/svg+xml" : "text/javascript; charset=utf-8";
}

} // namespace

net::ServerResponse page_file(const net::ServerRequest& request) {
    if (request.method != "GET" && request.method != "HEAD") {
        return html_response(405, "Only GET.");
    }
    const std::string name = "page" + (request.path == "/" ? "/index.html" : request.path);
    const auto all = assets();
    const auto asset = std::ranges::find(all, std::string_view(name), &Asset::name);
    if (asset == all.end()) {
        return html_response(404, "Not here.");
    }
    net::ServerResponse response;
    response.content_type = content_type(name);
    response.body = asset->bytes;
    response.headers = {{"Content-Security-Policy", std::string(kPolicy)},
                        {"X-Content-Type-Options", "nosniff"},
                        {"Referrer-Policy", "no-referrer"},
                        {"Cross-Origin-Resource-Policy", "same-origin"},
                        {"Cross-Origin-Opener-Policy", "same-origin"},
                        {"Cache-Control", "no-cache"}};
    return response;
}

} // namespace usher::sandbox

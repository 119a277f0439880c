#include <string>
#include <string_view>

#include "sandbox/desk.hpp"

namespace usher::sandbox {

namespace {

std::string parameter(std::string_view header, std::string_view name) {
    const auto at = header.find(std::string(name) + "=");
    if (at == std::string_view::npos) {
        return "";
    }
    auto value = header.substr(at + name.size() + 1);
    if (value.starts_with('"')) {
        value.remove_prefix(1);
        return std::string(value.substr(0, value.find('"')));
    }
    return std::string(value.substr(0, value.find(';')));
}

/// Fields only; files are of no use to the desk.
Json multipart(std::string_view body, const std::string& boundary) {
    Json form = Json::object();
    const std::string delimiter = "--" + boundary;
    auto part_start = body.find(delimiter);
    while (part_start != std::string_view::npos) {
        part_start += delimiter.size();
        const auto part_end = body.find("\r\n" + delimiter, part_start);
        if (part_end == std::string_view::npos) {
            break;
        }
        const auto part = body.substr(part_start, part_end - part_start);
        const auto headers_end = part.find("\r\n\r\n");
        if (headers_end != std::string_view::npos) {
            auto name = parameter(part.substr(0, headers_end), "name");
            if (!name.empty()) {
                form[std::move(name)] = std::string(part.substr(headers_end + 4));
            }
        }
        part_start = part_end + 2;
    }
    return form;
}

} // namespace

Json php_form(const net::ServerRequest& request) {
    const auto type = request.header("content-type");
    if (type.starts_with("application/x-www-form-urlencoded")) {
        Json form = Json::object();
        for (auto& [name, value] : net::form_decode(request.body)) {
            form[name] = std::move(value);
        }
        return form;
    }
    const auto boundary = parameter(type, "boundary");
    if (type.starts_with("multipart/form-data") && !boundary.empty()) {
        return multipart(request.body, boundary);
    }
    return Json::object();
}

} // namespace usher::sandbox

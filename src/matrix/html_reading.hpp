#pragma once

#include <string>
#include <string_view>

namespace usher::matrix {

/// The neutral chat text of a message's `formatted_body`: what people see, with code, quotations and spoilers marked as
/// such and without the quotation that older clients put in front of a reply. Reads any bytes as a browser would, as
/// far as that matters here; linear. Source:
/// https://spec.matrix.org/v1.19/client-server-api/#mroommessage-msgtypes
std::string neutral_text_of_html(std::string_view html);

} // namespace usher::matrix

#include "app/element_view.hpp"

#include "usher/matrix/message.hpp"

namespace usher::app {

runtime::Task<chat::PostResult> ElementView::post(chat::Outgoing message) {
    const auto to = message.to;
    const auto content = message.content;
    auto result = co_await slack_.post(std::move(message));
    show(to, content, result);
    co_return result;
}

runtime::Task<chat::PostResult> ElementView::edit(chat::Outgoing message, chat::PostedMessage posted) {
    const auto to = message.to;
    const auto content = message.content;
    auto result = co_await slack_.edit(std::move(message), std::move(posted));
    show(to, content, result);
    co_return result;
}

runtime::Task<chat::PostResult> ElementView::retract(chat::Destination where, chat::PostedMessage posted) {
    return slack_.retract(std::move(where), std::move(posted));
}

runtime::Task<chat::LocateResult> ElementView::locate(chat::Destination where, std::string marker,
                                                      runtime::WallTime since) {
    return slack_.locate(std::move(where), std::move(marker), since);
}

runtime::Task<identity::ConversationFacts> ElementView::describe(identity::ConversationId conversation) {
    return slack_.describe(std::move(conversation));
}

void ElementView::show(const chat::Destination& to, const chat::Content& content,
                       const chat::PostResult& result) const {
    if (const auto* sent = std::get_if<chat::Sent>(&result)) {
        show_({.channel = to.conversation.native,
               .ts = sent->message.id.native,
               .person = to.asker.native,
               .content = matrix::render_message(content),
               .reactions = matrix::reactions(content)});
    }
}

} // namespace usher::app

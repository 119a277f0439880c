#include "usher/store/store.hpp"

namespace usher::store {

Item Item::clone() const {
    Item copy;
    copy.id = id;
    copy.desk = desk;
    copy.source = source;
    copy.conversation = conversation;
    copy.thread = thread;
    copy.message = message;
    copy.revises = revises;
    copy.person = person;
    copy.outsiders = outsiders;
    copy.ask = ask;
    if (handle) {
        copy.handle = handle->clone();
    }
    copy.received_at = received_at;
    return copy;
}

} // namespace usher::store

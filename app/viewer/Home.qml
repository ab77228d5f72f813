pragma ComponentBehavior: Bound
import QtQuick
import app.ui

// The foyer: tonight's film, and a shelf of what may be seen, is half seen, and has been.
FocusScope {
    id: page
    required property var home
    required property var theatre
    readonly property int margin: width < 1200 ? 44 : 64
    function putAway(): void {
        page.home.ask_code(false);
        code.forceActiveFocus();
    }

    Image {
        id: hero
        anchors { right: parent.right; top: parent.top }
        width: Math.round(parent.width * 0.76)
        height: Math.round(parent.height * 0.76)
        source: "image://stills/" + page.home.hero
        fillMode: Image.PreserveAspectCrop
        verticalAlignment: Image.AlignTop
        smooth: true
    }
    Rectangle {
        anchors.fill: hero
        gradient: Gradient {
            orientation: Gradient.Horizontal
            GradientStop { position: 0; color: Theme.ink }
            GradientStop { position: 0.18; color: "#d90c0a13" }
            GradientStop { position: 0.5; color: "#400c0a13" }
            GradientStop { position: 0.75; color: "#000c0a13" }
            GradientStop { position: 1; color: "#260c0a13" }
        }
    }
    Rectangle {
        anchors.fill: hero
        gradient: Gradient {
            GradientStop { position: 0; color: "#8c0c0a13" }
            GradientStop { position: 0.22; color: "#000c0a13" }
            GradientStop { position: 0.5; color: "#260c0a13" }
            GradientStop { position: 0.82; color: "#e60c0a13" }
            GradientStop { position: 1; color: Theme.ink }
        }
    }

    Item {
        id: bar
        anchors { left: parent.left; right: parent.right; top: parent.top; leftMargin: page.margin; rightMargin: page.margin; topMargin: 26 }
        height: 48
        Text {
            anchors.verticalCenter: parent.verticalCenter
            text: "Otherwise"
            color: Theme.cream
            font.family: Theme.display
            font.pixelSize: 32
            font.weight: Font.DemiBold
            font.letterSpacing: 1.5
        }
        Row {
            anchors { right: parent.right; verticalCenter: parent.verticalCenter }
            spacing: Theme.sm
            Button {
                objectName: "who"
                text: page.home.viewer
                symbol: "person"
                picture: page.home.face
                leftPadding: page.home.face === "" ? 22 : 9
                onClicked: page.home.open_who()
            }
            IconButton {
                objectName: "settings"
                symbol: "gear"
                text: "Settings"
                size: 46
                tipAbove: false
                onClicked: page.theatre.set_drawer(true)
            }
        }
    }

    Column {
        anchors { left: parent.left; leftMargin: page.margin; bottom: shelf.top; bottomMargin: page.height > 800 ? 48 : 26 }
        width: Math.min(620, page.width * 0.46)
        spacing: Theme.sm
        Label { text: page.home.overline; color: Theme.gold; width: parent.width }
        Text {
            width: parent.width
            text: page.home.heading
            color: Theme.cream
            font.family: Theme.display
            font.pixelSize: (page.height > 800 ? Theme.hero + 8 : Theme.hero - 16) - (text.length > 17 ? 12 : 0)
            font.weight: Font.DemiBold
            lineHeight: 0.84
            wrapMode: Text.WordWrap
            maximumLineCount: 2
            elide: Text.ElideRight
        }
        Text {
            width: parent.width
            text: page.home.logline
            color: "#e4d8cf"
            font.family: Theme.text
            font.pixelSize: Theme.lead - 1
            lineHeight: 1.18
            wrapMode: Text.WordWrap
            maximumLineCount: 3
            elide: Text.ElideRight
        }
        Item { width: 1; height: 4 }
        Row {
            spacing: 12
            visible: !page.home.asksCode
            Button {
                id: primary
                objectName: "primary"
                focus: true
                primary: true
                enabled: page.home.canBegin
                symbol: "play"
                text: page.home.primary
                KeyNavigation.down: list
                onClicked: page.home.press_primary()
            }
            Button {
                objectName: "secondary"
                visible: text !== ""
                text: page.home.secondary
                KeyNavigation.down: list
                onClicked: page.home.press_secondary()
            }
            Button {
                objectName: "season"
                quiet: true
                visible: text !== ""
                text: page.home.season
                KeyNavigation.down: list
                onClicked: page.home.press_season()
            }
            Button {
                id: code
                objectName: "code"
                quiet: true
                text: "Open a code"
                KeyNavigation.down: list
                onClicked: {
                    page.home.ask_code(true);
                    sent.clear();
                    sent.forceActiveFocus();
                }
            }
        }
        Row {
            spacing: 12
            visible: page.home.asksCode
            // Not forced: a code was opened, and another page has the keys by now.
            onVisibleChanged: if (!page.home.asksCode) primary.focus = true
            Keys.onEscapePressed: page.putAway()
            TextField {
                id: sent
                objectName: "code_field"
                width: 300
                height: 46
                placeholderText: "1G7M2-0C3TA-6W"
                Accessible.name: "A code that somebody sent you"
                maximumLength: 120
                onAccepted: page.home.open_code(text)
                KeyNavigation.down: list
            }
            Button {
                objectName: "open_code"
                primary: true
                enabled: sent.text !== ""
                symbol: "play"
                text: "Open"
                onClicked: page.home.open_code(sent.text)
            }
            IconButton { objectName: "close_code"; symbol: "close"; text: "Never mind (Esc)"; size: 46; onClicked: page.putAway() }
        }
    }

    // On a card's picture: as the sign beside it, dark enough to be seen on any.
    component Chit: IconButton {
        size: 38
        lit: true
        focusPolicy: Qt.NoFocus
        Rectangle { z: -1; anchors.fill: parent; radius: width / 2; color: "#b30c0a13" }
    }

    Item {
        id: shelf
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; bottomMargin: page.height > 800 ? 40 : 24 }
        height: 272
        ListView {
            id: list
            objectName: "shelf"
            anchors.fill: parent
            orientation: ListView.Horizontal
            spacing: 18
            leftMargin: page.margin
            rightMargin: page.margin
            model: page.home.shelf
            activeFocusOnTab: true
            keyNavigationEnabled: true
            boundsBehavior: Flickable.StopAtBounds
            highlightMoveDuration: Theme.calm
            preferredHighlightBegin: page.margin
            preferredHighlightEnd: width - page.margin
            highlightRangeMode: ListView.ApplyRange
            Keys.onReturnPressed: page.home.open(currentIndex)
            Keys.onEnterPressed: page.home.open(currentIndex)
            Keys.onUpPressed: (page.home.asksCode ? sent : primary).forceActiveFocus(Qt.BacktabFocusReason)
            Keys.onPressed: event => {
                if (event.key === Qt.Key_S || event.key === Qt.Key_P) {
                    page.home.share(currentIndex, event.key === Qt.Key_P);
                    event.accepted = true;
                }
            }
            delegate: Item {
                id: slot
                required property var modelData
                required property int index
                width: 272
                height: 272
                Label {
                    text: slot.modelData.group
                    x: 2
                    color: Theme.muted
                }
                Card {
                    objectName: "card" + slot.index
                    y: 30
                    height: 236
                    width: parent.width
                    lit: list.activeFocus && slot.ListView.isCurrentItem
                    visible: !slot.modelData.empty
                    picture: slot.modelData.picture
                    overline: slot.modelData.overline
                    title: slot.modelData.title
                    line: slot.modelData.line
                    symbol: slot.modelData.symbol
                    progress: slot.modelData.progress
                    focusPolicy: Qt.NoFocus
                    onClicked: page.home.open(slot.index)
                }
                Row {
                    x: 12
                    y: 42
                    spacing: 6
                    visible: slot.modelData.shared
                    Chit {
                        objectName: "share" + slot.index
                        symbol: "share"
                        text: "Share this premise (S)"
                        onClicked: page.home.share(slot.index, false)
                    }
                    Chit {
                        objectName: "path" + slot.index
                        visible: slot.modelData.walked
                        symbol: "branch"
                        text: "Share my path (P)"
                        onClicked: page.home.share(slot.index, true)
                    }
                }
                Rectangle {
                    visible: slot.modelData.empty
                    y: 30
                    height: 236
                    width: parent.width
                    radius: Theme.round
                    color: "#591c1827"
                    border.color: list.activeFocus && slot.ListView.isCurrentItem ? Theme.bright : Theme.line
                    Column {
                        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; margins: 28 }
                        spacing: Theme.sm
                        Icon { name: slot.modelData.symbol; size: 30; color: Theme.faint; anchors.horizontalCenter: parent.horizontalCenter }
                        Text {
                            width: parent.width
                            text: slot.modelData.line
                            horizontalAlignment: Text.AlignHCenter
                            color: Theme.muted
                            font.family: Theme.text
                            font.pixelSize: Theme.small
                            lineHeight: 1.2
                            wrapMode: Text.WordWrap
                        }
                    }
                }
            }
        }
    }
}
